import { wrongUsageOf } from '../shared/read-arguments';

/** Wrong options of the command; it ends with status 2. */
export const wrongUsage = wrongUsageOf('replay');
