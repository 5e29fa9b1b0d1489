import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thresholdGate } from '../../../core/gate/threshold-gate';
import { call, POLICY } from '../agent/simulated-world';

const questions = fc.array(
  fc.record({
    tool: fc.constantFrom('look', 'compute', 'send'),
    probability: fc.constantFrom(0, 0.1, 0.5, 1),
    priceUsd: fc.constantFrom(0, 1, 3),
  }),
  { maxLength: 8 },
);

describe('threshold gate', () => {
  it('any questions → a verdict each, no write, none unlikely, never beyond the budget', () => {
    fc.assert(
      fc.property(questions, fc.nat({ max: 5 }), fc.nat({ max: 6 }), (all, launches, costUsd) => {
        const asked = all.map(({ tool, probability, priceUsd }) => ({
          call: call(tool, 1),
          probability,
          source: 'model' as const,
          policy: { ...POLICY[tool]!, priceUsd },
          budget: { launches, costUsd },
        }));
        const verdicts = thresholdGate(0.2).admit(asked);
        expect(verdicts).toHaveLength(all.length);
        const admitted = all.filter((_one, index) => verdicts[index]!.admit);
        expect(admitted.length).toBeLessThanOrEqual(launches);
        expect(admitted.reduce((sum, { priceUsd }) => sum + priceUsd, 0)).toBeLessThanOrEqual(costUsd);
        expect(admitted.every(({ tool, probability }) => tool !== 'send' && probability >= 0.2)).toBe(true);
      }),
    );
  });

  it('a threshold of 0 → what has no probability at all is still refused', () => {
    const question = {
      call: call('look', 1),
      probability: 0,
      source: 'model' as const,
      policy: POLICY.look!,
      budget: { launches: 1, costUsd: 1 },
    };
    expect(thresholdGate(0).admit([question])).toEqual([{ admit: false, reason: 'below_threshold' }]);
  });
});
