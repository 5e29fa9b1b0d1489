import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profilesOf } from '../../store/profiles';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, conversation, look, actorAndPredictor, msOf } from '../workflows/conversation';
import { Crew } from './crew';

const RUNS = 5;

describe('workers killed while a run is added to the profile', () => {
  let bed: Testbed;
  let crew: Crew;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset: testToolset({ ms: msOf }).toolset,
      roles: [],
      script: {
        models: actorAndPredictor({ actorMs: 200, predictorMs: 5, accuracy: 1 }),
        conversations: [conversation('looks', [look('a'), look('b'), look('c'), answer('done')])],
      },
    });
    crew = await Crew.start(bed);
  }, 120_000);
  afterAll(async () => {
    await crew?.stop();
    await bed?.stop();
  });

  it('with SIGKILL, sooner and later behind each run’s end → every run counts once', async () => {
    const learning = { profile: 'killed', halfLife: 1e9, priorStrength: 4 };
    for (let run = 0; run < RUNS; run += 1) {
      expect(await bed.run('looks', { change: { learning } })).toMatchObject({ answer: 'done' });
      await sleep(run * 60);
      await crew.kill('spec');
    }
    const profiles = profilesOf(bed.context.store);
    await waitFor(
      'every run in the profile',
      async () => ((await profiles.standing('killed'))?.profile.runs ?? 0) >= RUNS,
      120_000,
    );
    // Time for whatever might count twice.
    await sleep(2_000);
    expect((await profiles.standing('killed'))?.profile).toMatchObject({ runs: RUNS, generation: RUNS });
  }, 300_000);
});
