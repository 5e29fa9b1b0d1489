import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GateSettings } from '../../contracts/gate';
import { accountsBalance } from '../../core/accounts';
import { SETTINGS } from '../core/gate/questions';
import { Testbed } from '../support/testbed';
import { testToolset } from '../support/test-tools';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

describe('the value gate in whole runs', () => {
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      script: {
        models: actorAndPredictor({ actorMs: 1500, predictorMs: 20, accuracy: 1 }),
        conversations: [conversation('two looks', [look('a'), look('b'), answer('done')])],
      },
      toolset: testToolset({ ms: msOf }).toolset,
    });
  }, 60_000);
  afterAll(() => bed.stop());

  it.each<[string, Partial<GateSettings>, { launched: boolean; reason?: string }]>([
    ['dear seconds', { lambdaUsdPerSecond: 1 }, { launched: true }],
    ['worthless seconds: the predictor is not even asked', { lambdaUsdPerSecond: 0 }, { launched: false }],
    [
      'dear seconds in the shadow',
      { lambdaUsdPerSecond: 1, defaultMode: 'shadow' },
      { launched: false, reason: 'tool_mode_shadow' },
    ],
  ])('%s → launched or refused with its reason, and the same answer', async (_name, change, expected) => {
    const gate = { ...SETTINGS, ...change };
    const outcome = await bed.run('two looks', { speculation: { gate, lookahead: 1 } });
    const { accounts } = outcome;
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(accountsBalance(accounts)).toEqual([]);
    expect(accounts.launchedByPrediction > 0).toBe(expected.launched);
    expect(outcome.speculationUsed!.launches).toBe(accounts.outcomes.launched + accounts.decisions.launched);
    if (expected.reason) expect(Object.keys(accounts.refused)).toContain(expected.reason);
    if (expected.reason === 'tool_mode_shadow') expect(accounts.shadowHits).toBe(2);
    if (!expected.launched && !expected.reason) expect(accounts.predictions).toBe(0);
    if (!expected.launched) expect(accounts.decisions.launched).toBe(0);
  });
});
