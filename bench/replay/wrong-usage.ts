import { ForerunError } from '../../contracts/errors';

/** Wrong options of the command; it ends with status 2. */
export const wrongUsage = (message: string, remedy = 'See `npm run bench:replay -- --help`.'): ForerunError =>
  new ForerunError({ code: 'wrong_usage', blame: 'user', message, remedy });
