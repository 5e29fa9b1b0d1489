import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../core/accounts';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { actorAndPredictor, answer, conversation, look } from './conversation';

const SCRIPT: SimulationScriptInput = {
  models: actorAndPredictor({ actorMs: 1000, predictorMs: 50 }),
  conversations: [conversation('two looks', [look('a'), look('b'), answer('done')])],
};

describe('agent run on a real server', () => {
  const { toolset, executions } = testToolset({ ms: () => 300 });
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({ script: SCRIPT, toolset });
  });
  afterAll(() => bed?.stop());

  it('baseline: two tools and an answer → answered, nothing speculative', async () => {
    const outcome = await bed.run('two looks', { arm: 'baseline' });
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.steps.map((step) => step.kind)).toEqual(['calls', 'calls', 'final']);
    expect(outcome.accounts).toMatchObject({ predictRequests: 0, calls: 2, eligibleCalls: 2, hits: 0 });
    expect(executions.every((execution) => !execution.ahead)).toBe(true);
  });

  it.each([0, 1, 2])(
    'speculate, right predictions, lookahead %d → the same transcript, every call a hit',
    async (lookahead) => {
      const baseline = await bed.run('two looks', { arm: 'baseline' });
      const outcome = await bed.run('two looks', { speculation: { lookahead } });
      expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
      expect(outcome.transcript.id).toBe(baseline.transcript.id);
      expect(outcome.accounts).toMatchObject({ hits: 2, eligibleCalls: 2, lossyHits: 0 });
      expect(accountsBalance(outcome.accounts)).toEqual([]);
    },
  );
});
