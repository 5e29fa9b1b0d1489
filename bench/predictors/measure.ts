import { performance } from 'node:perf_hooks';
import type { TableModel } from '../../contracts/table-model';
import { readyModel } from '../../core/table/ready-model';
import {
  COUNTING_ALONE,
  RULE_KINDS,
  rankersWithout,
  withoutRules,
  type RuleKind,
} from '../../learning/table/ablate';
import { USUAL_SEED } from '../../learning/table/boost';
import { scoreTrajectory } from '../../learning/table/score';
import { ScoreSheet, type TableScore } from '../../learning/table/score-sheet';
import { train, TURN_BOOST, VALUE_BOOST, type TrainInput } from '../../learning/table/train';
import { foldsByTask } from '../../learning/traces/split';
import type { LoadedRun } from './load-runs';
import type { PredictionTimes } from './timing/times';

/** Figures of one way of splitting, and what they cost. */
export interface Measured {
  name: string;
  scores: TableScore[];
  times?: PredictionTimes;
  /** Of each model learned. */
  learnSeconds: number[];
  fileBytes: number[];
}

type Log = (line: string) => void;

/** What one model is learned on, and scored on. */
interface Split {
  learn: readonly LoadedRun[];
  score: readonly LoadedRun[];
  /** Seed of the forests' random numbers; the usual one where absent. */
  seed?: number;
}

/** One model a split: learned on `learn`, scored on `score`. */
export function measureSplits(
  name: string,
  splits: readonly Split[],
  options: {
    threshold: number;
    log: Log;
    train?: Omit<TrainInput, 'runs' | 'log'>;
    /** Is handed each model that was learned. */
    onModel?: (model: TableModel) => void;
  },
): Measured {
  const sheet = new ScoreSheet(options.threshold);
  const learnSeconds: number[] = [];
  const fileBytes: number[] = [];
  for (const [at, { learn, score, seed }] of splits.entries()) {
    options.log(`${name} ${at + 1} of ${splits.length}: learning from ${learn.length} runs`);
    const startedMs = performance.now();
    const model = train({ ...options.train, ...(seed === undefined ? {} : seeded(seed)), runs: learn });
    learnSeconds.push((performance.now() - startedMs) / 1000);
    fileBytes.push(JSON.stringify(model).length);
    options.onModel?.(model);
    const ready = readyModel(model);
    for (const { trajectory } of score) scoreTrajectory(ready, trajectory, sheet, () => performance.now());
  }
  return { name, scores: sheet.scores(), learnSeconds, fileBytes };
}

/** The usual rankers with other random numbers. */
const seeded = (seed: number): Pick<TrainInput, 'options'> => ({
  options: { values: { ...VALUE_BOOST, seed }, turns: { ...TURN_BOOST, seed } },
});

/** The splits so many times over, each time with other random numbers; the first time with the usual ones. */
export const drawn = (splits: readonly Split[], draws: number): Split[] =>
  Array.from({ length: draws }, (_unused, draw) =>
    splits.map((split) => ({ ...split, seed: USUAL_SEED + draw })),
  ).flat();

export const devSplit = (runs: readonly LoadedRun[]) => [
  { learn: runs.filter(({ part }) => part === 'train'), score: runs.filter(({ part }) => part === 'dev') },
];

/** Folds over the tasks of each domain, so that every domain is in every fold. */
export function foldSplits(runs: readonly LoadedRun[], folds: number) {
  const foldOf = new Map<string, number>();
  for (const domain of new Set(runs.map(({ trajectory }) => trajectory.domain))) {
    const tasks = runs
      .filter(({ trajectory }) => trajectory.domain === domain)
      .map(({ trajectory }) => trajectory.task);
    for (const [task, fold] of foldsByTask(tasks, folds)) foldOf.set(task, fold);
  }
  return Array.from({ length: folds }, (_unused, fold) => ({
    learn: runs.filter(({ trajectory }) => foldOf.get(trajectory.task) !== fold),
    score: runs.filter(({ trajectory }) => foldOf.get(trajectory.task) === fold),
  }));
}

/** Each domain by what the others taught. */
export const unseenSplits = (runs: readonly LoadedRun[]) =>
  [...new Set(runs.map(({ trajectory }) => trajectory.domain))].map((domain) => ({
    learn: runs.filter(({ trajectory }) => trajectory.domain !== domain),
    score: runs.filter(({ trajectory }) => trajectory.domain === domain),
  }));

/** Dev again without each kind of rule, and with counts alone in place of the learned rankers. */
export function measureAblation(
  runs: readonly LoadedRun[],
  options: { threshold: number; log: Log },
): Measured[] {
  const split = devSplit(runs);
  const kinds = Object.keys(RULE_KINDS) as RuleKind[];
  return [
    ...kinds.map((kind) =>
      measureSplits(`without ${kind}: ${RULE_KINDS[kind]}`, split, {
        ...options,
        train: { alter: (counts) => withoutRules(counts, kind), options: rankersWithout(kind) },
      }),
    ),
    measureSplits('counting alone', split, { ...options, train: { options: COUNTING_ALONE } }),
  ];
}
