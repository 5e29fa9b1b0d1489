import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thresholdGate } from '../../../core/gate/threshold-gate';
import { asked, question, turn, turns } from './questions';

describe('threshold gate', () => {
  it('any guesses → a verdict for each call, no write, none unlikely, never beyond the budget', () => {
    fc.assert(
      fc.property(turns, fc.nat({ max: 5 }), fc.constantFrom(0, 0.001, 0.6, 2), (all, launches, costUsd) => {
        const verdicts = thresholdGate(0.2).judge(question(all, { budget: { launches, costUsd } }));
        expect(verdicts.map(({ calls }) => calls.length)).toEqual(all.map(({ calls }) => calls.length));
        const admitted = all.flatMap(({ calls, probability }, at) =>
          calls
            .filter((_call, index) => verdicts[at]!.calls[index]!.admit)
            .map((call) => ({ call, probability: call.probability ?? probability })),
        );
        const ahead = verdicts[0]?.ahead;
        expect(admitted.length + (ahead?.admit ? 1 : 0)).toBeLessThanOrEqual(launches);
        const spent = admitted.reduce((sum, { call }) => sum + call.policy!.priceUsd, 0);
        expect(spent + (ahead?.admit ? ahead.reserveUsd : 0)).toBeLessThanOrEqual(costUsd + 1e-12);
        expect(admitted.every(({ call, probability }) => call.tool !== 'send' && probability >= 0.2)).toBe(
          true,
        );
      }),
    );
  });

  it('a threshold of 0 → what has no probability at all is still refused', () => {
    const [verdict] = thresholdGate(0).judge(question([turn([asked('look', 1)], 0)]));
    expect(verdict!.calls).toEqual([{ admit: false, reason: 'below_threshold' }]);
  });

  it('a likely call of an unlikely turn → launched, and no decision asked behind it', () => {
    const likely = turn([asked('look', 1, { probability: 0.6 })], 0.1);
    const [verdict] = thresholdGate(0.2).judge(question([likely]));
    expect(verdict!.calls).toEqual([{ admit: true }]);
    expect(verdict!.ahead).toMatchObject({ admit: false, reason: 'below_threshold' });
    const [unasked] = thresholdGate(0.2).judge(
      question([likely], { input: { ...question([]).input, ahead: false } }),
    );
    expect(unasked!.ahead).toMatchObject({ admit: false, reason: 'below_threshold' });
  });

  it('modes → what is off or in the shadow is not launched', () => {
    const modes = {
      defaultMode: 'live' as const,
      modes: { look: 'off' as const, compute: 'shadow' as const },
    };
    const [verdict] = thresholdGate(0.2, modes).judge(
      question([turn([asked('look', 1), asked('compute', 1)], 0.9)]),
    );
    expect(verdict!.calls).toEqual([
      { admit: false, reason: 'tool_mode_off' },
      { admit: false, reason: 'tool_mode_shadow' },
    ]);
    expect(verdict!.ahead).toMatchObject({ admit: false, reason: 'tool_mode_off' });
  });
});
