import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { PredictInput } from '../../contracts/activities';
import { NO_PROFILE, type Profile } from '../../contracts/profile';
import type { RunOutcome } from '../../contracts/run';
import type { Prediction } from '../../contracts/speculation';
import { profilesOf } from '../../store/profiles';
import { events } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

const TURNS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** What a run asked of its predictors and what came back, as its history has it, with all its parts. */
async function predictions(
  bed: Testbed,
  workflowId: string,
): Promise<{ input: PredictInput; prediction: Prediction }[]> {
  const found: { input: PredictInput; prediction: Prediction }[] = [];
  const runIds: string[] = [];
  for await (const { runId } of bed.client.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    runIds.unshift(runId);
  for (const runId of runIds) {
    const asked = new Map<string, PredictInput>();
    for (const event of await events(bed.client.workflow.getHandle(workflowId, runId))) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      const completed = event.activityTaskCompletedEventAttributes;
      if (scheduled?.activityType?.name === 'predict')
        asked.set(String(event.eventId), defaultPayloadConverter.fromPayload(scheduled.input!.payloads![0]!));
      const input = completed && asked.get(String(completed.scheduledEventId));
      if (input)
        found.push({
          input,
          prediction: defaultPayloadConverter.fromPayload(completed.result!.payloads![0]!),
        });
    }
  }
  return found;
}

describe('learning on a real server', () => {
  const { toolset } = testToolset({ ms: msOf });
  let bed: Testbed;
  let count = 0;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 150, predictorMs: 5, accuracy: 1 }),
        conversations: [conversation('six looks', [...TURNS.map((turn) => look(turn)), answer('done')])],
      },
    });
  }, 120_000);
  afterAll(() => bed?.stop());
  let profile = '';

  const start = async (change: Parameters<Testbed['startRun']>[1] = {}) => {
    const learning = { profile, halfLife: 500, priorStrength: 4 };
    return bed.startRun('six looks', { ...change, change: { learning, ...change.change } });
  };
  const freshProfile = (): void => {
    profile = `test-${(count += 1)}`;
  };
  /** The profile when it has learned from so many runs. */
  const learned = async (runs: number): Promise<{ version: string; profile: Profile }> =>
    waitFor(
      `${runs} runs in the profile`,
      async () => {
        const found = await profilesOf(bed.context.store).standing(profile);
        return found && found.profile.runs >= runs ? found : undefined;
      },
      60_000,
    );
  const rightOf = (outcome: unknown): number => {
    const { report } = outcome as RunOutcome;
    const bins = report?.skills.find(({ tool }) => tool === 'look')?.bins ?? {};
    return Object.values(bins).reduce((sum, [right]) => sum + right, 0);
  };
  const rightAndWrong = (known: Profile, tool: string): [number, number] => {
    const skill = Object.values(known.predictors)[0]?.[tool];
    return Object.values(skill?.bins ?? {}).reduce<[number, number]>(
      ([right, wrong], [r, w]) => [right + r, wrong + w],
      [0, 0],
    );
  };

  it('two runs in sequence → the first pins that there is nothing, the second what the first taught', async () => {
    freshProfile();
    const first = await start();
    const firstReport = rightOf(await first.result());
    const after = await learned(1);
    const asked = await predictions(bed, first.workflowId);
    expect(asked.map(({ prediction }) => prediction.profile)).toEqual(asked.map(() => NO_PROFILE));
    expect(firstReport).toBeGreaterThan(0);
    expect(rightAndWrong(after.profile, 'look')).toEqual([firstReport, 0]);
    expect(Object.keys(after.profile.latency.tool)).toEqual(['look']);
    expect(Object.keys(after.profile.latency.actor)).toEqual(['actor']);

    const second = await start();
    const secondReport = rightOf(await second.result());
    const seen = await predictions(bed, second.workflowId);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ prediction }) => prediction.profile)).toEqual(seen.map(() => after.version));
    const [right, wrong] = rightAndWrong((await learned(2)).profile, 'look');
    expect(wrong).toBe(0);
    // Some of the first run's weight is gone.
    expect(right).toBeLessThanOrEqual(firstReport + secondReport);
    expect(right).toBeGreaterThan(0.98 * firstReport + secondReport);
  }, 180_000);

  it('within a run → each prediction is told the outcomes of those before it, and the version that the first pinned', async () => {
    freshProfile();
    const handle = await start();
    await handle.result();
    const asked = await predictions(bed, handle.workflowId);
    const told = asked.map(({ input }) => {
      const skill = input.learned?.skills.find(({ tool }) => tool === 'look');
      return skill?.recent.length ?? 0;
    });
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeGreaterThan(0);
    for (const [index, count] of told.entries()) {
      expect(count).toBeLessThanOrEqual(index);
      expect(count).toBeGreaterThanOrEqual(told[index - 1] ?? 0);
    }
    expect(asked.map(({ input }) => input.learned?.version)).toEqual([
      undefined,
      ...asked.slice(1).map(() => NO_PROFILE),
    ]);
    expect(asked.every(({ input }) => input.learned?.profile === profile)).toBe(true);
  }, 180_000);

  it('a run in several parts → what its first part saw is in the report of its last, counted once', async () => {
    freshProfile();
    const handle = await start({ change: { maxHistoryEvents: 12 } });
    const reported = rightOf(await handle.result());
    const { profile: known } = await learned(1);
    expect(known.runs).toBe(1);
    expect(rightAndWrong(known, 'look')).toEqual([reported, 0]);
    const runIds: string[] = [];
    for await (const { runId } of bed.client.workflow.list({ query: `WorkflowId = "${handle.workflowId}"` }))
      runIds.push(runId);
    expect(runIds.length).toBeGreaterThanOrEqual(2);
    const asked = await predictions(bed, handle.workflowId);
    expect(new Set(asked.map(({ prediction }) => prediction.profile))).toEqual(new Set([NO_PROFILE]));
    expect(reported).toBeGreaterThan(asked.length / 2);
  }, 180_000);

  it('speculation’s workers away at the end → the run ends all the same, and is counted when they are back', async () => {
    freshProfile();
    const handle = await start();
    await waitFor('a prediction', async () => {
      const { step } = await handle.query<{ step: number }>('progress');
      return step >= 3;
    });
    await bed.stopRole('spec');
    expect(await handle.result()).toMatchObject({ status: 'answered' });
    expect(await profilesOf(bed.context.store).standing(profile)).toBeUndefined();
    await bed.startRole('spec');
    expect((await learned(1)).profile.runs).toBe(1);
  }, 180_000);

  it('many runs at once → every one is in the profile, once', async () => {
    freshProfile();
    const handles = await Promise.all(Array.from({ length: 4 }, () => start()));
    await Promise.all(handles.map((handle) => handle.result()));
    const { profile: known } = await learned(4);
    expect(known).toMatchObject({ runs: 4, generation: 4 });
  }, 180_000);

  it('the baseline, and a run that does not learn → no report, and predictions without a profile', async () => {
    freshProfile();
    const baseline = await start({ arm: 'baseline' });
    const mute = await bed.startRun('six looks', { change: { learning: undefined } });
    const listening = await start();
    await Promise.all([baseline, mute, listening].map((handle) => handle.result()));
    const learns = async (handle: WorkflowHandle): Promise<boolean> => {
      const { token } = (await handle.result()) as RunOutcome;
      const { status } = await bed.client.workflow
        .getHandle(`forerun-learn-${token}`)
        .describe()
        .catch(() => ({ status: undefined }));
      return status !== undefined;
    };
    expect([await learns(baseline), await learns(mute), await learns(listening)]).toEqual([
      false,
      false,
      true,
    ]);
    const asked = await predictions(bed, mute.workflowId);
    expect(asked.map(({ prediction }) => prediction.profile)).toEqual(asked.map(() => undefined));
  }, 180_000);
});
