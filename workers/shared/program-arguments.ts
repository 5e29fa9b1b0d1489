import { parseArgs } from 'node:util';
import { ForerunError, messageOf } from '../../contracts/errors';
import type { Role } from './worker-role';

export interface ProgramArguments {
  roles: Role[];
  concurrency?: number;
  configPath?: string;
}

/**
 * `[ROLE…] [--concurrency N] [--config FILE]`. A program of one role takes no names. Throws ForerunError with blame
 * `user`: `unknown_role`, `unknown_argument`, `invalid_concurrency`.
 */
export function readProgramArguments(
  argv: readonly string[],
  available: readonly Role[],
  rolesFrom: 'program' | 'arguments',
): ProgramArguments {
  const { values, positionals } = parse(argv);
  const configPath = values.config === undefined ? {} : { configPath: values.config };
  const roles =
    rolesFrom === 'program' ? ownRoles(available, positionals) : namedRoles(available, positionals);
  if (values.concurrency === undefined) return { roles, ...configPath };
  return { roles, concurrency: readConcurrency(values.concurrency), ...configPath };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { concurrency: { type: 'string' }, config: { type: 'string' } },
    });
  } catch (error) {
    const reason = messageOf(error);
    throw usage('unknown_argument', reason, 'Arguments are --concurrency N and --config FILE.');
  }
}

function ownRoles(available: readonly Role[], names: string[]): Role[] {
  if (names.length === 0) return [...available];
  const own = available.map(({ name }) => name).join(', ');
  throw usage(
    'unknown_argument',
    `this program serves ${own} and takes no names, such as "${names[0]}"`,
    'Use workers/main.js for several roles in one process.',
  );
}

function namedRoles(available: readonly Role[], names: string[]): Role[] {
  const unknown = names.filter((name) => !available.some((role) => role.name === name));
  if (unknown.length === 0 && names.length > 0) return available.filter((role) => names.includes(role.name));
  const message =
    unknown.length > 0 ? `there is no worker role "${unknown.join('", "')}"` : 'no worker role was named';
  throw usage('unknown_role', message, `Roles are ${available.map(({ name }) => name).join(', ')}.`);
}

function readConcurrency(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw usage(
    'invalid_concurrency',
    `--concurrency ${text} is not a whole number from 1 up`,
    'Give the number of activities at a time, such as --concurrency 8.',
  );
}

const usage = (code: string, message: string, remedy: string): ForerunError =>
  new ForerunError({ code, blame: 'user', message, remedy });
