import { compareResults } from '../results/compare';
import { toComparable } from '../results/comparable-record';
import type { RunRecord } from '../results/run-record';
import { runLink } from '../sdk/run-link';
import { DEMO_ARMS, demoArmName } from './demo-arms';
import type { DemoRow } from './demo-table';

/** A ratio of paired runs: seconds of an arm over seconds of the baseline. */
export interface PairedRatio {
  arm: string;
  pairs: number;
  ratio: number;
  low: number;
  high: number;
}

/** What the demonstration has found. */
export interface DemoResult {
  rows: DemoRow[];
  /** One for each speculating arm. Geometric means with 95 % bootstrap intervals. */
  ratios: PairedRatio[];
  /** Names of questions whose arms gave different answers. */
  differing: string[];
  /** Runs that failed or answered wrongly. */
  failed: RunRecord[];
  missing: number;
}

/** Gathers the runs of the questions, in the order of the questions. Pure. */
export function demoResult(names: ReadonlyMap<string, string>, records: readonly RunRecord[]): DemoResult {
  const rows = [...names].map(([taskId, name]): DemoRow => ({
    name,
    runs: DEMO_ARMS.map(({ arm, lookahead }) =>
      records.find((one) => one.task_id === taskId && one.arm === arm && one.lookahead === lookahead),
    ),
  }));
  return {
    rows,
    ratios: pairedRatios(records),
    differing: rows
      .filter(({ runs }) => new Set(runs.flatMap((run) => run?.predicted ?? [])).size > 1)
      .map(({ name }) => name),
    failed: records.filter(({ correct, status }) => correct !== true || status !== 'answered'),
    missing: rows.flatMap(({ runs }) => runs.filter((run) => run === undefined)).length,
  };
}

function pairedRatios(records: readonly RunRecord[]): PairedRatio[] {
  const comparable = records.flatMap((record) => toComparable(record, record.id) ?? []);
  const baseline = { name: 'baseline', records: comparable.filter(({ arm }) => arm === 'baseline') };
  return DEMO_ARMS.slice(1).flatMap((arm) => {
    const own = comparable.filter((one) => one.arm === arm.arm && one.lookahead === arm.lookahead);
    const [comparison] = compareResults(baseline, { name: demoArmName(arm), records: own });
    if (!comparison?.timeRatio) return [];
    const { value, low, high, count } = comparison.timeRatio;
    return [{ arm: demoArmName(arm), pairs: count, ratio: value, low, high }];
  });
}

/** Pages of Temporal's UI that show most: the question of which speculation hid most, without and with it. */
export function demoLinks(
  result: DemoResult,
  where: { uiUrl: string; namespace: string },
): { baseline?: string; speculating?: string } {
  const best = [...result.rows]
    .filter(({ runs }) => runs[0] && runs[2])
    .sort((a, b) => (b.runs[2]?.hidden_seconds ?? 0) - (a.runs[2]?.hidden_seconds ?? 0))[0];
  const link = (run: RunRecord | undefined): string | undefined =>
    run && runLink({ ...where, workflowId: run.workflow_id });
  return { baseline: link(best?.runs[0]), speculating: link(best?.runs[2]) };
}
