import type { Decision } from '../../contracts/decision';
import type { Candidate } from '../../contracts/speculation';

/** Predictions in the shadow, all of them or those refused for it: how many of a decision's read-only calls the guesses would have served, each guess at most once. */
export function shadowHits(
  candidates: readonly Candidate[],
  decision: Decision,
  { isReadOnly, inShadow }: { isReadOnly: (tool: string) => boolean; inShadow: 'all' | 'tool_mode_shadow' },
): number {
  const predicted = candidates
    .flatMap((candidate) => candidate.calls)
    .filter(({ verdict }) => inShadow === 'all' || (!verdict.admit && verdict.reason === inShadow))
    .map(({ key }) => key);
  let hits = 0;
  for (const call of decision.calls) {
    const at = call.problem || !isReadOnly(call.tool) ? -1 : predicted.indexOf(call.key);
    if (at < 0) continue;
    predicted.splice(at, 1);
    hits += 1;
  }
  return hits;
}
