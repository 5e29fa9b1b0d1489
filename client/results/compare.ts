import { bootstrapGeometricMean, type Interval } from '../../core/statistics';
import { byArm, summariseArm, type ArmSummary } from './summary';
import { type ComparableRecord } from './comparable-record';

/** Runs to compare, under the name of their folder. */
export interface ResultSet {
  name: string;
  records: readonly ComparableRecord[];
}

/** A task whose two runs gave different answers. */
export interface ChangedAnswer {
  taskId: string;
  left: string;
  right: string;
  leftCorrect: boolean | undefined;
  rightCorrect: boolean | undefined;
}

/** Two arms, task by task. Summaries and figures are of the paired runs only, so both sides stand for the same tasks. */
export interface Comparison {
  left: ArmSummary;
  right: ArmSummary;
  pairs: number;
  /**
   * Seconds of the right run over seconds of the left one: geometric mean over the pairs, with its bootstrap interval
   * (95 %). Below 1 the right one is faster. Absent where no pair can be timed.
   */
  timeRatio?: Interval;
  /** Pairs left out of the ratio because a run failed or has no time. They do count in the accuracies. */
  untimedPairs: number;
  changedAnswers: ChangedAnswer[];
  /** Task ids that only one side ran. */
  onlyLeft: string[];
  onlyRight: string[];
}

interface Pair {
  left: ComparableRecord;
  right: ComparableRecord;
}

/**
 * Compares the arms within one set (each against the baseline, or against the first arm where there is none), or two
 * sets: arm by arm where labels agree, else, where each has one arm only, those two. Pure; the same input and seed
 * give the same intervals.
 */
export function compareResults(left: ResultSet, right?: ResultSet, seed = 1): Comparison[] {
  return armPairs(left, right).map((pair) => compareArms(pair.left, pair.right, seed));
}

interface NamedArm {
  label: string;
  records: ComparableRecord[];
}

function armPairs(left: ResultSet, right: ResultSet | undefined): { left: NamedArm; right: NamedArm }[] {
  const leftArms = arms(left);
  if (right === undefined) {
    const [first, ...others] = leftArms;
    return first === undefined ? [] : others.map((other) => ({ left: first, right: other }));
  }
  const rightArms = arms(right);
  const named = (set: ResultSet, arm: NamedArm): NamedArm => ({ ...arm, label: `${set.name}: ${arm.label}` });
  const [onlyLeft, secondLeft] = leftArms;
  const [onlyRight, secondRight] = rightArms;
  if (onlyLeft && onlyRight && !secondLeft && !secondRight) {
    return [{ left: named(left, onlyLeft), right: named(right, onlyRight) }];
  }
  return leftArms.flatMap((arm) => {
    const same = rightArms.find(({ label }) => label === arm.label);
    return same ? [{ left: named(left, arm), right: named(right, same) }] : [];
  });
}

const arms = (set: ResultSet): NamedArm[] =>
  [...byArm(set.records)].map(([label, records]) => ({ label, records }));

function compareArms(left: NamedArm, right: NamedArm, seed: number): Comparison {
  const pairs = pairByTask(left.records, right.records);
  const timed = pairs.filter((pair) => isTimed(pair.left) && isTimed(pair.right));
  const timeRatio = bootstrapGeometricMean(
    timed.map((pair) => pair.right.timeSeconds / pair.left.timeSeconds),
    { seed },
  );
  return {
    left: summariseArm(
      left.label,
      pairs.map((pair) => pair.left),
    ),
    right: summariseArm(
      right.label,
      pairs.map((pair) => pair.right),
    ),
    pairs: pairs.length,
    ...(timeRatio === undefined ? {} : { timeRatio }),
    untimedPairs: pairs.length - timed.length,
    changedAnswers: pairs.filter(differs).map(changedAnswer),
    onlyLeft: missingIn(left.records, right.records),
    onlyRight: missingIn(right.records, left.records),
  };
}

const isTimed = (record: ComparableRecord): boolean =>
  record.status !== 'failed' && Number.isFinite(record.timeSeconds) && record.timeSeconds > 0;

/** Pairs by task id; where a task was run several times, the first with the first, in the order of their ids. */
function pairByTask(left: readonly ComparableRecord[], right: readonly ComparableRecord[]): Pair[] {
  const waiting = new Map<string, ComparableRecord[]>();
  for (const record of byId(right)) {
    waiting.set(record.taskId, [...(waiting.get(record.taskId) ?? []), record]);
  }
  return byId(left).flatMap((record) => {
    const partner = waiting.get(record.taskId)?.shift();
    return partner ? [{ left: record, right: partner }] : [];
  });
}

const byId = (records: readonly ComparableRecord[]): ComparableRecord[] =>
  [...records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

const differs = (pair: Pair): boolean => pair.left.predicted.trim() !== pair.right.predicted.trim();

const changedAnswer = ({ left, right }: Pair): ChangedAnswer => ({
  taskId: left.taskId,
  left: left.predicted,
  right: right.predicted,
  leftCorrect: left.correct,
  rightCorrect: right.correct,
});

function missingIn(records: readonly ComparableRecord[], others: readonly ComparableRecord[]): string[] {
  const present = new Set(others.map(({ taskId }) => taskId));
  return [...new Set(records.map(({ taskId }) => taskId))].filter((id) => !present.has(id)).sort();
}
