import { readArguments, wrongUsageOf } from '../shared/read-arguments';

export interface SpeedOptions {
  /** Names of cases; all where empty. */
  only: string[];
  quick: boolean;
  pairs: number;
  /** Where the JSON goes; the table as Markdown goes beside it. */
  jsonPath: string;
  /** Exit 1 also when a target is missed. */
  strict: boolean;
  useEnv: boolean;
  list: boolean;
  help: boolean;
}

const PAIRS = 2;
const MAX_PAIRS = 100;

export const USAGE = `npm run bench:speed -- [options]

  --only CASE,CASE   these cases alone (--list names them)
  --pairs N          pairs of runs a case (${PAIRS}; more make the intervals narrower)
  --quick            a smoke run: one pair, shortest runs
  --json FILE        where the results go, a table beside them (bench/results/speed.json;
                     bench/out/speed.json with --quick or --only)
  --strict           status 1 also when a target is missed
  --use-env          the Temporal server that TEMPORAL_ADDRESS and its like name
  --list             name the cases

Models, search and all latencies are simulated; server, workers, HTTP and processes are real.
Status: 0 done, 1 an answer or an account was wrong (or a target missed with --strict), 2 wrong usage.
`;

const OPTIONS = {
  only: { type: 'string' },
  quick: { type: 'boolean' },
  pairs: { type: 'string' },
  json: { type: 'string' },
  strict: { type: 'boolean' },
  'use-env': { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const wrongUsage = wrongUsageOf('speed');

/** The options of the command. Throws ForerunError `wrong_usage`, which names what is wrong. */
export function parseOptions(argv: readonly string[], cases: readonly string[]): SpeedOptions {
  const { values } = readArguments({ args: [...argv], options: OPTIONS }, wrongUsage);
  const only = (values.only ?? '').split(',').filter((name) => name !== '');
  const unknown = only.filter((name) => !cases.includes(name));
  if (unknown.length > 0) {
    throw wrongUsage(`there is no case "${unknown.join('", "')}"`, `Cases are ${cases.join(', ')}.`);
  }
  const quick = values.quick ?? false;
  const pairs = values.pairs === undefined ? (quick ? 1 : PAIRS) : Number(values.pairs);
  if (!Number.isInteger(pairs) || pairs < 1 || pairs > MAX_PAIRS) {
    throw wrongUsage(`--pairs ${values.pairs} is not a whole number from 1 to ${MAX_PAIRS}`);
  }
  const partial = quick || only.length > 0;
  return {
    only,
    quick,
    pairs,
    jsonPath: values.json ?? (partial ? 'bench/out/speed.json' : 'bench/results/speed.json'),
    strict: values.strict ?? false,
    useEnv: values['use-env'] ?? false,
    list: values.list ?? false,
    help: values.help ?? false,
  };
}
