import { describe, expect, it } from '@jest/globals';
import type { DecisionTokens } from '../../../contracts/gate';
import { addDecision, expectedTokens } from '../../../core/gate/decision-tokens';

const usage = (promptTokens: number, cachedTokens: number, completionTokens: number) => ({
  promptTokens,
  cachedTokens,
  completionTokens,
  costUsd: 1,
});
const USUAL = { written: 300, fresh: 500 };

describe('tokens of a run’s decisions', () => {
  it('answers of all decisions count, what was sent anew only behind calls', () => {
    let seen: DecisionTokens | undefined;
    seen = addDecision(seen, usage(4000, 0, 100), false);
    seen = addDecision(seen, usage(4300, 4100, 60), true);
    seen = addDecision(seen, usage(4600, 4600, 20), true);
    expect(seen).toEqual({ count: 3, written: 180, behindCalls: 2, fresh: 200 });
    expect(expectedTokens(seen, USUAL)).toEqual({ written: (180 + 300) / 4, fresh: (200 + 500) / 3 });
  });

  it('nothing seen, as in runs of earlier versions → what is usual', () => {
    expect(expectedTokens(undefined, USUAL)).toEqual(USUAL);
  });
});
