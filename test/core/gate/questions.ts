import fc from 'fast-check';
import type { GateSettings } from '../../../contracts/gate';
import type { GateEvidence } from '../../../core/gate/evidence';
import type { GateQuestion, GateTurn } from '../../../core/gate/gate';
import { lognormalFromQuantiles } from '../../../core/statistics';
import { lognormal } from '../../../core/gate/latency';
import { call, POLICY } from '../agent/simulated-world';

export const SETTINGS: GateSettings = {
  rule: 'value',
  lambdaUsdPerSecond: 0.01,
  executionUsdPerSecond: 0.0025,
  disclosureUsd: 0.0005,
  queueingSeconds: 0,
  defaultMode: 'live',
  modes: {},
};

/** Probabilities as they come, no switch tripped, the actor 2 s, every tool so many seconds. */
export const trusting = (toolSeconds = 1): GateEvidence => ({
  probability: ({ probability }) => probability,
  trust: () => 'live',
  hitRate: () => 1,
  seconds: (kind) =>
    kind === 'actor'
      ? lognormal(lognormalFromQuantiles(2, 3))
      : lognormal(lognormalFromQuantiles(toolSeconds, toolSeconds * 1.6)),
});

export const turn = (calls: GateTurn['calls'], probability: number): GateTurn => ({
  turn: 'calls',
  calls,
  probability,
  predictor: 'p',
});

export const asked = (
  tool: string,
  value: number,
  { probability, ...change }: Partial<{ priceUsd: number; probability: number }> = {},
): GateTurn['calls'][number] => ({
  ...call(tool, value),
  ...(probability === undefined ? {} : { probability }),
  ...(POLICY[tool] ? { policy: { ...POLICY[tool], ...change } } : {}),
});

export const question = (turns: GateTurn[], change: Partial<GateQuestion> = {}): GateQuestion => ({
  turns,
  budget: { launches: 100, costUsd: 100 },
  input: { reach: 1, elapsedSeconds: 0, ahead: true, silentShare: 1 },
  decision: { reserveUsd: 0.1, sentUsd: 0.008, writtenUsd: 0.002 },
  ...change,
});

/** Guesses of any size over reads, pure tools and writes, some of them equal. */
export const turns: fc.Arbitrary<GateTurn[]> = fc
  .array(
    fc.record({
      probability: fc.constantFrom(0, 0.05, 0.2, 0.5, 0.9, 1),
      calls: fc.array(
        fc.record({
          tool: fc.constantFrom('look', 'compute', 'send'),
          value: fc.nat(3),
          priceUsd: fc.constantFrom(0, 0.001, 0.5),
          own: fc.constantFrom(undefined, 0.3, 0.8),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ probability, calls }) =>
      turn(
        calls.map(({ tool, value, priceUsd, own }) =>
          asked(tool, value, { priceUsd, ...(own === undefined ? {} : { probability: own }) }),
        ),
        probability,
      ),
    ),
  );
