import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { decisionPrices, skipsPredictor } from '../../activities/speculation-prices';
import type { PredictInput } from '../../contracts/activities';
import type { DecisionTokens } from '../../contracts/gate';
import type { GateEvidence } from '../../core/gate/evidence';
import { SETTINGS, trusting } from '../core/gate/questions';
import { testToolset } from '../support/test-tools';
import { activityBed, type ActivityBed } from './activity-bed';

const PRICE = { input: 2, cachedInput: 0.2, output: 8 };
const PROMPT_CHARS = 400_000;
const params: ChatCompletionMessageParam[] = [
  { role: 'system', content: 'x'.repeat(PROMPT_CHARS) },
  { role: 'user', content: 'find it' },
];

describe('what speculation is expected to cost', () => {
  let bed: ActivityBed;

  beforeAll(async () => {
    bed = await activityBed({ toolset: testToolset({ ms: () => 1 }).toolset });
    for (const name of ['actor', 'spec']) {
      const profile = bed.context.config.models[name]!;
      bed.context.config.models[name] = { ...profile, priceUsdPerMillion: PRICE };
    }
  });

  const asking = (step: number, lambdaUsdPerSecond: number): PredictInput => ({
    run: bed.run,
    transcript: { base: { id: '0'.repeat(64), depth: 0 }, tail: [] } as unknown as PredictInput['transcript'],
    step,
    topK: 1,
    strategy: 'exact',
    minProbability: 0.2,
    budget: { launches: 10, costUsd: 10 },
    gate: {
      settings: { ...SETTINGS, lambdaUsdPerSecond },
      reach: 1,
      elapsedSeconds: 0,
      ahead: true,
      allowanceUsd: 100,
      silentShare: 1,
    },
  });
  const skipped = (input: { lambda: number; hitRate: number; step: number; kind?: 'model' | 'table' }) => {
    const evidence: GateEvidence = { ...trusting(), hitRate: () => input.hitRate };
    return skipsPredictor(bed.context, asking(input.step, input.lambda), {
      kind: input.kind ?? 'model',
      predictor: 'model:sim',
      evidence,
      params,
    });
  };

  const priceOf = (decisions?: DecisionTokens) => {
    const { run, gate } = asking(1, 0.01);
    return decisionPrices(bed.context, { run, gate: { ...gate, decisions } }, { params, calls: [] });
  };
  const PROMPT_TOKENS = PROMPT_CHARS / 4;

  it('a decision ahead → its prompt was sent a moment ago and costs as cached; what is set aside is the most', () => {
    const { sentUsd, writtenUsd, reserveUsd } = priceOf();
    const cachedUsd = PROMPT_TOKENS * (PRICE.cachedInput / 1_000_000);
    expect(sentUsd / cachedUsd).toBeCloseTo(1, 1);
    expect(writtenUsd).toBeGreaterThan(0);
    expect(reserveUsd).toBeGreaterThan(PROMPT_TOKENS * (PRICE.input / 1_000_000));
  });

  it('what the run’s decisions wrote, and sent anew → costs as much again', () => {
    const { sentUsd, writtenUsd } = priceOf({ count: 1e6, written: 5e8, behindCalls: 1e6, fresh: 2e9 });
    expect(writtenUsd).toBeCloseTo((500 * PRICE.output) / 1_000_000, 5);
    const usd = (2000 * PRICE.input + (PROMPT_TOKENS - 2000) * PRICE.cachedInput) / 1_000_000;
    expect(sentUsd / usd).toBeCloseTo(1, 1);
  });

  it('a provider that keeps nothing → the whole prompt at its full price', () => {
    const { sentUsd } = priceOf({ count: 100, written: 0, behindCalls: 1e6, fresh: 1e6 * PROMPT_TOKENS });
    expect(sentUsd / (PROMPT_TOKENS * (PRICE.input / 1_000_000))).toBeCloseTo(1, 1);
  });

  it('a predictor that is worth its price → asked at every step', () => {
    const steps = Array.from({ length: 50 }, (_, step) => skipped({ lambda: 1, hitRate: 0.8, step }));
    expect(steps.filter(Boolean)).toEqual([]);
  });

  it('one that is not, and would be if it were right → not asked, but once in some twenty steps', () => {
    const steps = Array.from({ length: 600 }, (_, step) => skipped({ lambda: 1, hitRate: 0.001, step }));
    const asked = steps.filter((reason) => reason === undefined).length;
    expect(asked).toBeGreaterThan(12);
    expect(asked).toBeLessThan(60);
    expect(steps.filter(Boolean).every((reason) => reason === 'no_value')).toBe(true);
  });

  it('one that would not be worth it if it were always right → never asked', () => {
    const steps = Array.from({ length: 200 }, (_, step) => skipped({ lambda: 0.0001, hitRate: 1, step }));
    expect(steps.every((reason) => reason === 'no_value')).toBe(true);
  });

  it('a table → costs nothing and is always asked', () =>
    expect(skipped({ lambda: 0, hitRate: 0, step: 1, kind: 'table' })).toBeUndefined());
});
