import { describe, expect, it } from '@jest/globals';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { countTokens } from '../../../models/simulated/count-tokens';
import { estimateUsage } from '../../../models/usage';

const PRICE = { input: 2, cachedInput: 0.2, output: 8 };
const long = (role: 'system' | 'user' | 'tool', chars: number) => ({ role, content: 'x'.repeat(chars) });
const said = { role: 'assistant' as const, content: 'ok' };

describe('tokens of a prompt', () => {
  it('the first prompt of a conversation → all new', () =>
    expect(countTokens({ messages: [long('system', 40_000), long('user', 100)] }, '')).toMatchObject({
      cachedTokens: 0,
    }));

  it('a later one → the prompt before it is known, in steps of 128 tokens', () => {
    const { cachedTokens, promptTokens } = countTokens(
      { messages: [long('system', 40_000), long('user', 100), said, long('user', 4_000)] },
      'four',
    );
    expect(cachedTokens % 128).toBe(0);
    expect(cachedTokens).toBeGreaterThan(9_900);
    expect(cachedTokens).toBeLessThan(10_100);
    expect(promptTokens).toBeGreaterThan(11_000);
  });

  it('a short one → nothing is kept', () =>
    expect(
      countTokens({ messages: [long('system', 1_000), said, long('user', 9_000)] }, '').cachedTokens,
    ).toBe(0));

  it('a request that was broken off → what was sent before costs as cached', () => {
    const before: ChatCompletionMessageParam[] = [
      { role: 'system', content: 'x'.repeat(400_000) },
      { role: 'user', content: 'hello' },
    ];
    const first = estimateUsage({ messages: before }, 0, PRICE);
    const later = estimateUsage(
      { messages: [...before, said, { role: 'user', content: 'and now?' }] },
      0,
      PRICE,
    );
    expect(first.cachedTokens).toBe(0);
    expect(later.cachedTokens).toBe(first.promptTokens);
    expect(later.costUsd).toBeLessThan(first.costUsd / 5);
  });
});
