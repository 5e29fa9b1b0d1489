import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ForerunError, messageOf } from '../../contracts/errors';

/** Wrong options of `npm run bench:BENCH`; it ends with status 2. */
export const wrongUsageOf =
  (bench: string) =>
  (message: string, remedy = `See \`npm run bench:${bench} -- --help\`.`): ForerunError =>
    new ForerunError({ code: 'wrong_usage', blame: 'user', message, remedy });

/** The options of a command line, as `parseArgs` reads them; what it cannot read is thrown as `wrong` says. */
export function readArguments<const T extends ParseArgsConfig>(
  config: T,
  wrong: (message: string) => ForerunError,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw wrong(messageOf(error));
  }
}
