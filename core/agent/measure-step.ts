import type { RunEvidence } from '../calibration/run-evidence';
import type { ServedDecision } from '../speculation/decision-table';
import type { ServedOutcome } from '../speculation/outcome-table';

/** How long a step's work took. Only what was executed and succeeded says how long it takes. */
export function measureStep(
  evidence: RunEvidence,
  actor: string,
  { decision }: ServedDecision,
  outcomes: readonly ServedOutcome[],
): void {
  evidence.took('actor', actor, decision.seconds);
  for (const [index, { outcome, via }] of outcomes.entries()) {
    const tool = decision.calls[index]?.tool;
    if (!tool || !outcome.ok || outcome.seconds === undefined || via === 'reused') continue;
    evidence.took('tool', tool, outcome.seconds);
  }
}
