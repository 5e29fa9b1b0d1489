import type { Usage } from '../../contracts/decision';
import type { DecisionTokens } from '../../contracts/gate';

const NONE: DecisionTokens = { count: 0, written: 0, behindCalls: 0, fresh: 0 };

/** A run's decisions and one more that it used. */
export function addDecision(
  before: DecisionTokens = NONE,
  { promptTokens, cachedTokens, completionTokens }: Usage,
  isBehindCalls: boolean,
): DecisionTokens {
  return {
    count: before.count + 1,
    written: before.written + completionTokens,
    behindCalls: before.behindCalls + (isBehindCalls ? 1 : 0),
    fresh: before.fresh + (isBehindCalls ? Math.max(0, promptTokens - cachedTokens) : 0),
  };
}

/**
 * What a decision behind calls is likely to write, and to send that its provider has not kept: the run's means, drawn
 * towards what is usual by one decision.
 */
export const expectedTokens = (
  seen: DecisionTokens = NONE,
  usual: { written: number; fresh: number },
): { written: number; fresh: number } => ({
  written: (seen.written + usual.written) / (seen.count + 1),
  fresh: (seen.fresh + usual.fresh) / (seen.behindCalls + 1),
});
