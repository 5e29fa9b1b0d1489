import type { ComparableRecord } from './comparable-record';
import { summarise, type ArmSummary } from './summary';

/** What summary.json holds: the summary in the spelling of the other files, and percent beside shares. */
export function summaryFile(records: readonly ComparableRecord[]): object {
  const { tasks, runs, arms } = summarise(records);
  return { format: 'forerun-summary/1', tasks, runs, arms: arms.map(armOfFile) };
}

function armOfFile(arm: ArmSummary): object {
  return {
    arm: arm.label,
    attempted: arm.attempted,
    scored: arm.scored,
    correct: arm.correct,
    correct_legacy: arm.correctLegacy,
    errored: arm.errored,
    timed_out: arm.timedOut,
    statuses: arm.statuses,
    accuracy: arm.accuracy ?? null,
    accuracy_percent: arm.accuracy === undefined ? null : Math.round(arm.accuracy * 1000) / 10,
    mean_seconds: arm.meanSeconds ?? null,
    median_seconds: arm.medianSeconds ?? null,
    mean_steps: arm.meanSteps ?? null,
    spec_hits: arm.specHits,
    spec_misses: arm.specMisses,
    spec_predictions: arm.specPredictions,
    hit_rate: arm.hitRate ?? null,
    precision: arm.precision ?? null,
    cost_usd: arm.costUsd,
    accounts: arm.accounts ?? null,
  };
}
