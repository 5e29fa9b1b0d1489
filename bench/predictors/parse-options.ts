import { readArguments, wrongUsageOf } from '../shared/read-arguments';

export interface PredictorsOptions {
  /** Folder of the traces; the shared ones where empty. */
  data: string;
  /** These domains alone; all where empty. */
  domains: string[];
  folds: number;
  /** Times that the cross-validation is made, each with other random numbers. */
  draws: number;
  /** Parts of the report: dev, folds, unseen, ablation. */
  parts: Part[];
  threshold: number;
  jsonPath: string;
  help: boolean;
}

const PARTS = ['dev', 'folds', 'unseen', 'ablation'] as const;
export type Part = (typeof PARTS)[number];

export const USAGE = `npm run bench:predictors -- [options]

  --data DIR         folder of NAME.train.jsonl.gz and NAME.dev.jsonl.gz (FORERUN_TRACES, else ../shared/traces)
  --domains A,B      these domains alone
  --parts P,Q        dev       learned on train, scored on the tasks of dev
                     folds     cross-validation over the tasks of train and dev, one model for all domains
                     unseen    each domain scored by a model that saw only the others
                     ablation  dev, with each kind of rule taken away, and with counting alone
                     (dev,folds)
  --folds K          of the cross-validation (5)
  --draws N          the cross-validation N times over, with other random numbers in the forests; all turns count (1)
  --threshold P      break-even: a call fires from this probability on (0.3)
  --json FILE        where the figures go, a table beside them (bench/out/predictors.json)

Status: 0 done, 2 wrong usage.
`;

const string = { type: 'string' } as const;
const OPTIONS = {
  data: string,
  domains: string,
  parts: string,
  folds: string,
  draws: string,
  threshold: string,
  json: string,
  help: { type: 'boolean' },
} as const;

const wrongUsage = wrongUsageOf('predictors');

/** The options of the command. Throws ForerunError `wrong_usage`, which names what is wrong. */
export function parseOptions(argv: readonly string[]): PredictorsOptions {
  const { values } = readArguments({ args: [...argv], options: OPTIONS }, wrongUsage);
  const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((name) => name !== '');
  const parts = list(values.parts ?? 'dev,folds').map((name): Part => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) throw wrongUsage(`--parts ${name} is none of ${PARTS.join(', ')}`);
    return part;
  });
  const folds = Number(values.folds ?? 5);
  if (!Number.isInteger(folds) || folds < 2)
    throw wrongUsage(`--folds ${values.folds}: a whole number from 2 up`);
  const draws = Number(values.draws ?? 1);
  if (!Number.isInteger(draws) || draws < 1)
    throw wrongUsage(`--draws ${values.draws}: a whole number from 1 up`);
  const threshold = Number(values.threshold ?? 0.3);
  if (!(threshold >= 0 && threshold <= 1))
    throw wrongUsage(`--threshold ${values.threshold} is no probability`);
  const jsonPath = values.json ?? 'bench/out/predictors.json';
  return {
    data: values.data ?? '',
    domains: list(values.domains),
    folds,
    draws,
    parts,
    threshold,
    jsonPath,
    help: values.help ?? false,
  };
}
