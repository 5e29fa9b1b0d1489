import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { decisionPrices, skipsPredictor } from '../../activities/speculation-prices';
import type { PredictInput } from '../../contracts/activities';
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
      decisionUsd: 0.01,
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

  it('a decision ahead → its prompt was sent a moment ago and costs as cached; what is set aside is the most', () => {
    const { expectedUsd, reserveUsd } = decisionPrices(bed.context, asking(1, 0.01), { params, calls: [] });
    const cachedUsd = (PROMPT_CHARS / 4) * (PRICE.cachedInput / 1_000_000);
    expect(expectedUsd).toBeGreaterThan(cachedUsd);
    expect(expectedUsd).toBeLessThan(cachedUsd * 1.3);
    expect(reserveUsd).toBeGreaterThan(PROMPT_CHARS * (PRICE.input / 1_000_000));
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
