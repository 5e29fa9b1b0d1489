import type { Accounts } from '../../contracts/accounts';
import { addAccounts, emptyAccounts, hitRate, precision, totalCostUsd } from '../../core/accounts';
import { mean, median } from '../../core/statistics';
import { armLabel, type ComparableRecord } from './comparable-record';

/** What one arm's runs come to. Errors count as wrong, and are shown. Seconds are of all runs, also failed ones. */
export interface ArmSummary {
  label: string;
  attempted: number;
  /** Runs whose truth is known; errors are among them. */
  scored: number;
  correct: number;
  /** By the earlier implementation's rules, where both know; of the same `scored`. */
  correctLegacy: number;
  errored: number;
  timedOut: number;
  /** Runs by how they ended. */
  statuses: Record<string, number>;
  /** `correct / scored`, 0 to 1; absent where nothing was scored. */
  accuracy?: number;
  meanSeconds?: number;
  medianSeconds?: number;
  meanSteps?: number;
  specHits: number;
  specMisses: number;
  specPredictions: number;
  /** Sum of the runs' accounts; absent where no run has any. */
  accounts?: Accounts;
  hitRate?: number;
  precision?: number;
  costUsd: number;
}

/** A batch in figures, arm by arm: the baseline first, then by label. */
export interface Summary {
  tasks: number;
  runs: number;
  arms: ArmSummary[];
}

/** Summarises runs of any origin. Pure. */
export function summarise(records: readonly ComparableRecord[]): Summary {
  return {
    tasks: new Set(records.map(({ taskId }) => taskId)).size,
    runs: records.length,
    arms: [...byArm(records)].map(([label, runs]) => summariseArm(label, runs)),
  };
}

/** Runs by the label of their arm: the baseline first, then by label. */
export function byArm(records: readonly ComparableRecord[]): Map<string, ComparableRecord[]> {
  const groups = new Map<string, ComparableRecord[]>();
  for (const record of records) {
    const label = armLabel(record);
    groups.set(label, [...(groups.get(label) ?? []), record]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Summarises runs as one arm, under this label; also no runs at all. Pure. */
export function summariseArm(label: string, runs: readonly ComparableRecord[]): ArmSummary {
  const scored = runs.filter(({ correct }) => correct !== undefined);
  const correct = scored.filter((run) => run.correct === true).length;
  const seconds = runs.map(({ timeSeconds }) => timeSeconds);
  const accounts = sumAccounts(runs);
  return {
    label,
    attempted: runs.length,
    scored: scored.length,
    correct,
    correctLegacy: runs.filter((run) => run.correctLegacy === true).length,
    errored: runs.filter(({ status }) => status === 'failed').length,
    timedOut: runs.filter(({ status }) => status === 'time_limit').length,
    statuses: countBy(runs.map(({ status }) => status)),
    ...defined('accuracy', scored.length === 0 ? undefined : correct / scored.length),
    ...defined('meanSeconds', mean(seconds)),
    ...defined('medianSeconds', median(seconds)),
    ...defined('meanSteps', mean(runs.map(({ steps }) => steps))),
    specHits: total(runs.map(({ specHits }) => specHits)),
    specMisses: total(runs.map(({ specMisses }) => specMisses)),
    specPredictions: total(runs.map(({ specPredictions }) => specPredictions)),
    ...(accounts === undefined ? {} : { accounts }),
    ...defined('hitRate', accounts && hitRate(accounts)),
    ...defined('precision', accounts && precision(accounts)),
    costUsd: accounts === undefined ? 0 : totalCostUsd(accounts),
  };
}

function sumAccounts(runs: readonly ComparableRecord[]): Accounts | undefined {
  const known = runs.flatMap(({ accounts }) => (accounts === undefined ? [] : [accounts]));
  return known.length === 0 ? undefined : known.reduce(addAccounts, emptyAccounts());
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const defined = <K extends string>(key: K, value: number | undefined): { [P in K]?: number } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: number };
