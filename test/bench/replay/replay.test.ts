import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replayArms } from '../../../bench/replay/arms';
import {
  actorProfiles,
  GUESSER_MODEL,
  ORACLE_MODEL,
  recordingOf,
  scriptOf,
} from '../../../bench/replay/recording/play-files';
import { runDomain } from '../../../bench/replay/run-domain';
import { armResults } from '../../../bench/replay/measure/arm-results';
import type { Loaded, ReplayWorld } from '../../../bench/replay/world/replay-world';
import { runTemplate } from '../../../client/sdk/run-template';
import { canonicalJson } from '../../../core/canonical-json';
import { sha256Hex } from '../../../core/sha256';
import type { PinnedPolicy, ToolPolicy } from '../../../contracts/tool-policy';
import { createReplayToolset } from '../../../tools/replay/replay-toolset';
import { Testbed } from '../../support/testbed';
import { playOf, toyDomain } from './fixture-domain';
import { shopTrace } from './fixture-traces';

/** Tools and users are quick, the actor leaves time for predictions on a machine that is busy. */
const QUICK = {
  actor: { p50: 1, p90: 1.2 },
  tool: { p50: 0.1, p95: 0.15 },
  user: { p50: 0.05, p90: 0.1 },
  recorded: false,
  seed: 1,
};

describe('recorded agents on a real server', () => {
  const domain = toyDomain([shopTrace('one', 'W1'), shopTrace('two', 'W2')], QUICK);
  const play = playOf(QUICK);
  const actors = actorProfiles(domain);
  const tools = domain.policy as Record<string, ToolPolicy>;
  const policy: PinnedPolicy = { hash: sha256Hex(canonicalJson(tools)), tools };
  const arms = replayArms({ guesser: 'simulated', gates: [{ rule: 'always' }], oracle: true, lookahead: 1 });
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({
      script: scriptOf(domain, play),
      toolset: createReplayToolset({ recording: recordingOf(domain, play), policy }),
      change: ({ models }) => {
        const { actor, spec } = models;
        if (!actor || !spec) throw new Error('no profiles');
        for (const [model, name] of actors) models[name] = { ...actor, model, replay: 'calls' };
        models.spec = { ...spec, model: ORACLE_MODEL };
        models.guesser = { ...spec, model: GUESSER_MODEL };
      },
    });
  }, 240_000);
  afterAll(() => bed?.stop());

  it('every arm → does what was recorded; the oracle hits every read and asks the actor ahead', async () => {
    const { config, store } = bed.context;
    const template = {
      ...runTemplate(config, { storeId: await store.id(), searchAttributes: false }),
      toolset: 'replay' as const,
      policy,
    };
    const world = { client: bed.client, pids: () => [] } as unknown as ReplayWorld;
    const loaded: Loaded = { template, actors, store };
    const { runs, errors } = await runDomain(world, loaded, {
      domain,
      arms,
      concurrency: 3,
      onDone: () => undefined,
    });
    expect(errors).toEqual([]);
    expect(runs).toHaveLength(6);
    const results = armResults(arms, runs);
    expect(results.map(({ arm, pairs, sameConversations }) => [arm, pairs, sameConversations])).toEqual([
      ['simulated/always', 2, 2],
      ['oracle', 2, 2],
    ]);
    const oracle = results[1]!.accounts;
    expect(oracle.eligibleCalls).toBe(8);
    expect(oracle.hits).toBeGreaterThan(0);
    expect(oracle.acceptedAhead).toBeGreaterThan(0);
    expect(oracle.user).toMatchObject({ turns: 4 });
    expect(runs.every(({ wallSeconds, ownSeconds }) => ownSeconds < wallSeconds)).toBe(true);
  }, 240_000);
});
