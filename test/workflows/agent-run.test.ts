import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../core/accounts';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';

const look = (value: string) => ({ tool: 'look', arguments: { value } });

const SCRIPT: SimulationScriptInput = {
  models: {
    'sim-actor': { role: 'actor', latency: { fixedMs: 1000 } },
    'sim-predictor': { role: 'predictor', latency: { fixedMs: 50 } },
  },
  conversations: [
    {
      id: 'two-looks',
      match: 'two looks',
      turns: [{ calls: [look('a')] }, { calls: [look('b')] }, { text: 'FINAL ANSWER: done' }],
    },
  ],
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
