import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../core/accounts';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

describe('rule 10 on a real server: executions that were cancelled', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      // A pre-execution that may not have started yet is never waited for alone.
      change: (config) => (config.speculation.aheadStartMs = 10_000),
      script: {
        models: actorAndPredictor({ actorMs: 500, predictorMs: 50 }),
        conversations: [conversation('beside', [look('x 20000ms ahead 1500ms'), answer('done')])],
      },
    });
  });
  afterAll(() => bed?.stop());

  it('a real call beside a joined entry → cancelled, its seconds in the account', async () => {
    const outcome = await bed.run('beside');
    expect(outcome).toMatchObject({ status: 'answered', accounts: { hits: 1, outcomes: { joined: 1 } } });
    const real = executions.filter(({ ahead }) => !ahead);
    expect(real).toHaveLength(1);
    const { startedAtMs, abortedAtMs = 0 } = real[0] ?? { startedAtMs: 0 };
    expect(outcome.accounts.tools).toMatchObject({ executions: 1, costUsd: 0 });
    expect(outcome.accounts.tools.seconds).toBeGreaterThan(0);
    // The tool reads its clock in whole milliseconds.
    expect(outcome.accounts.tools.seconds).toBeGreaterThan((abortedAtMs - startedAtMs - 1) / 1000);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});
