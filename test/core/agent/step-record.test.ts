import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../../contracts/decision';
import { stepRecord } from '../../../core/agent/step-record';

const decision = (finish: string): Decision => ({
  kind: 'thinking',
  calls: [],
  finish,
  model: 'm',
  usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, costUsd: 0 },
  seconds: 1,
});

describe('stepRecord', () => {
  it.each([
    ['length', true],
    ['stop', undefined],
  ])('an answer that ended by %s: → cut off %p', (finish, cutOff) => {
    const served = { decision: decision(finish), by: 'real' as const, waitedSeconds: 1 };
    const record = stepRecord({ step: 1, served, outcomes: [], inOrder: false, outcomesWaitedSeconds: 0 });
    expect(record.cutOff).toBe(cutOff);
  });
});
