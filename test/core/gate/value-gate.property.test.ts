import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GateSettings } from '../../../contracts/gate';
import type { GateEvidence } from '../../../core/gate/evidence';
import type { GateQuestion, GateTurn, TurnVerdict } from '../../../core/gate/gate';
import { valueGate } from '../../../core/gate/value-gate';
import { asked, question, SETTINGS, trusting, turn, turns } from './questions';

const judge = (
  asking: GateQuestion,
  change: Partial<GateSettings> = {},
  options: { toolSeconds?: number; topK?: number } = {},
): TurnVerdict[] =>
  valueGate({
    settings: { ...SETTINGS, ...change },
    evidence: trusting(options.toolSeconds),
    actor: 'actor',
    topK: options.topK ?? 10,
  }).judge(asking);

/** Whether a lone guess at one read is launched, and whether a decision is asked behind it. */
function launches(input: {
  probability: number;
  /** That whatever turn makes the call. */
  own?: number;
  lambda: number;
  elapsedSeconds?: number;
  priceUsd?: number;
  decisionUsd?: number;
}): { call: boolean; ahead: boolean } {
  const asking = question([
    turn(
      [
        asked('look', 1, {
          priceUsd: input.priceUsd ?? 0.002,
          ...(input.own === undefined ? {} : { probability: input.own }),
        }),
      ],
      input.probability,
    ),
  ]);
  asking.input = { ...asking.input, elapsedSeconds: input.elapsedSeconds ?? 0 };
  asking.decision = { ...asking.decision, sentUsd: input.decisionUsd ?? 0.01 };
  const [verdict] = judge(asking, { lambdaUsdPerSecond: input.lambda });
  return { call: verdict!.calls[0]!.admit, ahead: verdict!.ahead!.admit };
}

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const dollars = fc.double({ min: 0, max: 0.1, noNaN: true });
const seconds = fc.double({ min: 0, max: 6, noNaN: true });
const ordered = <T>(one: T, other: T, isLess: (a: T, b: T) => boolean): [T, T] =>
  isLess(one, other) ? [one, other] : [other, one];
const ascending = (one: number, other: number): [number, number] => ordered(one, other, (a, b) => a < b);

/** Whatever the smaller launches, the larger launches as well. */
function expectMonotone(smaller: ReturnType<typeof launches>, larger: ReturnType<typeof launches>): void {
  expect(larger.call || !smaller.call).toBe(true);
  expect(larger.ahead || !smaller.ahead).toBe(true);
}

describe('value gate', () => {
  it('any guesses → a verdict for each call, no write ever launched, budgets kept', () => {
    fc.assert(
      fc.property(
        turns,
        fc.nat({ max: 6 }),
        fc.constantFrom(0, 0.001, 0.4, 1, 100),
        fc.integer({ min: 1, max: 4 }),
        (all, launchesLeft, costUsd, topK) => {
          const asking = question(all, { budget: { launches: launchesLeft, costUsd } });
          const verdicts = judge(asking, {}, { topK });
          expect(verdicts.map(({ calls }) => calls.length)).toEqual(all.map(({ calls }) => calls.length));
          const admitted = new Map<string, number>();
          for (const [at, { calls }] of verdicts.entries()) {
            const seen = new Map<string, number>();
            for (const [index, verdict] of calls.entries()) {
              const call = all[at]!.calls[index]!;
              const nth = (seen.get(call.key) ?? 0) + 1;
              seen.set(call.key, nth);
              if (!verdict.admit) continue;
              expect(call.policy!.effect).not.toBe('write');
              expect(verdict.value!.evUsd).toBeGreaterThan(0);
              const name = `${call.key} ${nth}`;
              if (!admitted.has(name)) admitted.set(name, call.policy!.priceUsd);
            }
          }
          const ahead = verdicts[0]?.ahead;
          const reserved = ahead?.admit ? ahead.reserveUsd : 0;
          expect(admitted.size + (ahead?.admit ? 1 : 0)).toBeLessThanOrEqual(launchesLeft);
          const spent = [...admitted.values()].reduce((sum, price) => sum + price, reserved);
          expect(spent).toBeLessThanOrEqual(costUsd + 1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('any guesses at λ 0 or without probability → nothing', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const hopeless = all.map((one) => ({
          ...one,
          probability: 0,
          calls: one.calls.map((call) => ({ ...call, probability: 0 })),
        }));
        const verdicts = [
          ...judge(question(all), { lambdaUsdPerSecond: 0 }),
          ...judge(question(hopeless)),
          ...judge(question(all, { input: { ...question([]).input, reach: 0 } })),
        ];
        expect(verdicts.flatMap(({ calls }) => calls).filter(({ admit }) => admit)).toEqual([]);
        expect(verdicts.filter(({ ahead }) => ahead?.admit)).toEqual([]);
      }),
    );
  });

  it('a higher probability → never less', () => {
    fc.assert(
      fc.property(probability, probability, dollars, dollars, (one, other, lambda, decisionUsd) => {
        const [low, high] = ascending(one, other);
        expectMonotone(
          launches({ probability: low, lambda, decisionUsd }),
          launches({ probability: high, lambda, decisionUsd }),
        );
      }),
    );
  });

  it('a call that is likelier by itself → never less', () => {
    fc.assert(
      fc.property(probability, probability, probability, dollars, (turns, one, other, lambda) => {
        const [low, high] = ascending(one, other);
        expectMonotone(
          launches({ probability: turns, own: low, lambda }),
          launches({ probability: turns, own: high, lambda }),
        );
      }),
    );
  });

  it('more seconds to save (a longer window) → never less', () => {
    fc.assert(
      fc.property(seconds, seconds, probability, dollars, (one, other, q, lambda) => {
        const [early, late] = ascending(one, other);
        // Given that the actor has not decided yet, more of a lognormal's window is left where the tail has begun:
        // windows are compared by what is left of them.
        const at = (elapsedSeconds: number) => {
          const asking = question([turn([asked('look', 1, { priceUsd: 0.002 })], q)]);
          asking.input = { ...asking.input, elapsedSeconds };
          const [verdict] = judge(asking, { lambdaUsdPerSecond: lambda });
          return { verdict: verdict!, saved: verdict!.calls[0]!.value!.savedSeconds };
        };
        const [less, more] = ordered(at(early), at(late), (a, b) => a.saved < b.saved);
        expect(more.verdict.calls[0]!.admit || !less.verdict.calls[0]!.admit).toBe(true);
      }),
    );
  });

  it('a higher λ → never less', () => {
    fc.assert(
      fc.property(dollars, dollars, probability, dollars, (one, other, q, decisionUsd) => {
        const [low, high] = ascending(one, other);
        expectMonotone(
          launches({ probability: q, lambda: low, decisionUsd }),
          launches({ probability: q, lambda: high, decisionUsd }),
        );
      }),
    );
  });

  it('any two costs of a miss → the dearer one launches nothing that the cheaper does not', () => {
    fc.assert(
      fc.property(probability, dollars, dollars, (q, one, other) => {
        const [cheap, dear] = ascending(one, other);
        const at = (usd: number) =>
          launches({ probability: q, lambda: 0.01, priceUsd: usd, decisionUsd: usd + 0.001 });
        expectMonotone(at(dear), at(cheap));
      }),
    );
  });
});

describe('value gate, case by case', () => {
  const reasons = (verdicts: TurnVerdict[]): string[][] =>
    verdicts.map(({ calls }) => calls.map((verdict) => (verdict.admit ? 'launched' : verdict.reason)));

  it('budgets bind → the most valuable first, whoever guessed it', () => {
    const all = [turn([asked('look', 1)], 0.4), turn([asked('look', 2)], 0.9), turn([asked('look', 3)], 0.6)];
    const asking = question(all, { budget: { launches: 2, costUsd: 100 } });
    expect(reasons(judge(asking))).toEqual([['budget_launches'], ['launched'], ['launched']]);
  });

  it('more guesses than topK → those worth most', () => {
    const all = [turn([asked('look', 1)], 0.4), turn([asked('look', 2)], 0.9)];
    expect(reasons(judge(question(all), {}, { topK: 1 }))).toEqual([['beyond_top_k'], ['launched']]);
  });

  it('a call that several guesses share → as probable as they are together, one launch', () => {
    const all = [
      turn([asked('look', 1), asked('look', 2)], 0.15),
      turn([asked('look', 1), asked('look', 3)], 0.15),
    ];
    const asking = question(all, { budget: { launches: 1, costUsd: 100 } });
    expect(reasons(judge(asking))).toEqual([
      ['launched', 'no_value'],
      ['launched', 'no_value'],
    ]);
  });

  it('a call that its predictor tells apart from the turn → launched by its own probability, the decision by the turn’s', () => {
    const likely = [turn([asked('look', 1, { probability: 0.9 })], 0.1)];
    const [verdict] = judge(question(likely));
    expect(verdict).toMatchObject({ q: 0.1, calls: [{ admit: true, value: { q: 0.9 } }] });
    expect(verdict!.ahead).toMatchObject({ admit: false, reason: 'no_value', value: { q: 0.1 } });
  });

  it('the probability of a turn → the mean of what turns and what calls of its tool came to', () => {
    const probability: GateEvidence['probability'] = ({ tool, probability: said }) =>
      tool === '@calls' ? said / 2 : tool === 'look' ? said * 0.75 : said;
    const gate = valueGate({
      settings: SETTINGS,
      evidence: { ...trusting(), probability },
      actor: 'actor',
      topK: 3,
    });
    const qOf = (...calls: GateTurn['calls']): number => gate.judge(question([turn(calls, 0.4)]))[0]!.q!;
    expect(qOf(asked('look', 1))).toBeCloseTo((0.2 + 0.3) / 2);
    // Half of the call's own probability is in other turns.
    expect(qOf(asked('look', 1, { probability: 0.8 }))).toBeCloseTo((0.2 + 0.6 / 2) / 2);
    expect(qOf(asked('compute', 1), asked('look', 1))).toBeCloseTo((0.2 + 0.3) / 2);
    expect(gate.judge(question([{ ...turn([], 0.4), turn: 'final' }]))[0]!.q).toBe(0.4);
  });

  it('the less of the window is left → the less has been wasted when the actor contradicts', () => {
    const risks = [0, 1, 2, 3].map((elapsedSeconds) => {
      const asking = question([turn([asked('look', 1, { priceUsd: 0 })], 0.9)]);
      asking.input = { ...asking.input, elapsedSeconds };
      asking.decision = { reserveUsd: 0.1, sentUsd: 0.001, writtenUsd: 0.01 };
      const [verdict] = judge(asking, { lambdaUsdPerSecond: 1 }, { toolSeconds: 0.5 });
      return [verdict!.calls[0]!.value!, verdict!.ahead!.value!];
    });
    for (const [call, ahead] of risks) {
      expect(call!.riskUsd).toBeCloseTo(SETTINGS.executionUsdPerSecond * call!.savedSeconds, 5);
      expect(ahead!.riskUsd).toBeGreaterThan(0.001);
      expect(ahead!.riskUsd).toBeLessThan(0.011);
    }
    for (const which of [0, 1]) {
      const usd = risks.map((values) => values[which]!.riskUsd);
      expect([...usd].sort((a, b) => b - a)).toEqual(usd);
    }
  });

  it('an actor without a price → its seconds count, until it is broken off', () => {
    const asking = question([turn([asked('look', 1)], 0.9)], {
      decision: { reserveUsd: 0, sentUsd: 0, writtenUsd: 0 },
    });
    const { savedSeconds, riskUsd } = judge(asking)[0]!.ahead!.value!;
    expect(riskUsd).toBeCloseTo(SETTINGS.executionUsdPerSecond * savedSeconds, 5);
  });

  it('told apart in several guesses → not added up', () => {
    const all = [0.3, 0.2].map((whole, at) =>
      turn([asked('look', 1, { probability: 0.6 }), asked('look', 2 + at, { probability: whole })], whole),
    );
    const [verdict] = judge(question(all));
    expect(verdict!.calls[0]!.value!.q).toBe(0.6);
  });

  it('the same call twice in a turn, told apart → the second by the turn', () => {
    const both = turn([asked('look', 1, { probability: 0.9 }), asked('look', 1, { probability: 0.9 })], 0.3);
    const [verdict] = judge(question([both]));
    expect(verdict!.calls.map((call) => call.value!.q)).toEqual([0.9, 0.3]);
  });

  it('the same call twice in a turn → two launches', () => {
    const asking = question([turn([asked('look', 1), asked('look', 1)], 0.9)], {
      budget: { launches: 1, costUsd: 100 },
    });
    expect(reasons(judge(asking))).toEqual([['launched', 'budget_launches']]);
  });

  it.each([
    ['off', 0.9, 'tool_mode_off'],
    ['shadow', 0.9, 'tool_mode_shadow'],
    ['shadow', 0.01, 'no_value'],
    ['live', 0.9, 'launched'],
  ] as const)('mode %s at probability %d → %s', (mode, q, expected) => {
    const asking = question([turn([asked('look', 1)], q)]);
    expect(reasons(judge(asking, { modes: { look: mode } }))).toEqual([[expected]]);
    expect(reasons(judge(asking, { defaultMode: mode }))).toEqual([[expected]]);
  });

  it('a tripped kill switch → refused for that, with what it would have been worth', () => {
    const gate = valueGate({
      settings: SETTINGS,
      evidence: { ...trusting(), trust: ({ tool }) => (tool === 'look' ? 'killed' : 'live') },
      actor: 'actor',
      topK: 3,
    });
    const [verdict] = gate.judge(question([turn([asked('look', 1), asked('compute', 1)], 0.9)]));
    expect(verdict!.calls[0]).toMatchObject({ admit: false, reason: 'kill_switch', value: { q: 0.9 } });
    expect(verdict!.calls[1]).toMatchObject({ admit: true });
    expect(verdict!.ahead).toMatchObject({ admit: false, reason: 'kill_switch' });
  });

  it('a decision ahead → refused with the first call that is, else by its own value and budget', () => {
    const right = [turn([asked('look', 1)], 0.9)];
    const input = question([]).input;
    const ahead = (asking: GateQuestion, change: Partial<GateSettings> = {}) => {
      const verdict = judge(asking, change)[0]!.ahead;
      return verdict === undefined ? undefined : verdict.admit ? 'asked' : verdict.reason;
    };
    expect(ahead(question(right))).toBe('asked');
    expect(ahead(question(right, { input: { ...input, ahead: false } }))).toBeUndefined();
    expect(ahead(question([turn([asked('send', 1)], 0.9)]))).toBe('not_read_only');
    const decision = question([]).decision;
    for (const dear of [{ sentUsd: 5 }, { writtenUsd: 5 }])
      expect(ahead(question(right, { decision: { ...decision, ...dear } }))).toBe('no_value');
    expect(ahead(question(right, { input: { ...input, silentShare: 0 } }))).toBe('low_probability');
    expect(ahead(question(right, { decision: { ...decision, reserveUsd: 500 } }))).toBe('budget_cost');
    expect(ahead(question([{ ...turn([], 0.9), turn: 'final' }]))).toBeUndefined();
  });

  it('a run that is half likely to get here → half the probability', () => {
    const input = { ...question([]).input, reach: 0.5 };
    const [verdict] = judge(question([turn([asked('look', 1)], 0.8)], { input }));
    expect(verdict!.calls[0]).toMatchObject({ admit: true, value: { q: 0.4 } });
    expect(verdict!.q).toBe(0.4);
  });

  it('tools that are done at once → nothing to save, nothing launched', () => {
    const asking = question([turn([asked('look', 1, { priceUsd: 0.001 })], 0.5)]);
    expect(reasons(judge(asking, {}, { toolSeconds: 0.001 }))).toEqual([['no_value']]);
  });
});
