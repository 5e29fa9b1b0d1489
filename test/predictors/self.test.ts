import { describe, expect, it } from '@jest/globals';
import type { ModelProfile } from '../../contracts/config';
import { EndpointPool } from '../../models/endpoint-pool';
import { withoutReasoning } from '../../predictors/self';

const profile = (model: string, change: Partial<ModelProfile> = {}): ModelProfile => ({
  baseUrls: ['http://127.0.0.1:9/v1'],
  apiKey: 'EMPTY',
  model,
  maxTokens: 100,
  priceUsdPerMillion: { input: 0, cachedInput: 0, output: 0 },
  concurrency: 1,
  aheadConcurrency: 1,
  requestTimeoutMs: 1_000,
  replay: 'full',
  vllm: false,
  ...change,
});

describe('self: the actor’s model with reasoning off', () => {
  it.each([
    ['gpt-5', 'minimal'],
    ['openai/gpt-5-mini', 'minimal'],
    ['gpt-5.1', 'none'],
    ['gpt-5.4-mini', 'none'],
    ['gpt-5.1-codex', 'low'],
    ['o4-mini', 'low'],
    ['gpt-4.1', undefined],
  ])('%s → effort %s', (model, effort) => {
    expect(withoutReasoning(profile(model)).reasoningEffort).toBe(effort);
  });

  it('on vLLM, or where the profile asks for effort → none', () => {
    expect(withoutReasoning(profile('Qwen/Qwen3-8B', { vllm: true })).reasoningEffort).toBe('none');
    expect(withoutReasoning(profile('deepseek', { reasoningEffort: 'high' })).reasoningEffort).toBe('none');
  });

  it('what a server refuses of its settings → nothing of the actor’s is left out, and the slots are shared', async () => {
    const pool = new EndpointPool(profile('gpt-5.1'));
    const own = pool.withSettings(withoutReasoning(pool.profile));
    own.reportRefused('http://127.0.0.1:9/v1', 'reasoning_effort');
    expect([...own.refusedParameters('http://127.0.0.1:9/v1')]).toEqual(['reasoning_effort']);
    expect([...pool.refusedParameters('http://127.0.0.1:9/v1')]).toEqual([]);
    const { signal } = new AbortController();
    const slot = await own.acquire({ ahead: true, runToken: 'a', signal });
    expect(pool.open).toEqual({ real: 0, ahead: 1, waiting: 0 });
    slot.release();
  });
});
