import { setTimeout as sleep } from 'node:timers/promises';
import { ForerunError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { ReplayRecording, ReplayTrajectory } from '../../contracts/replay';
import type { Tool, ToolOutcome } from '../../contracts/tool';
import type { PinnedPolicy } from '../../contracts/tool-policy';
import type { ConversationUser, UserReply } from '../../contracts/user';
import { canonicalJson } from '../../core/canonical-json';
import { seededRandom, seedOf } from '../../core/random';
import { drawLognormal, lognormalFromP95 } from '../../core/statistics';
import { jsonSchemaParameters } from '../parameters/json-schema-parameters';
import { Toolset } from '../toolset';
import { RecordedResults } from './recorded-results';

interface Playing {
  trajectory: ReplayTrajectory;
  results: RecordedResults;
}

/**
 * The tools and the user of recorded runs. A task's id names its trajectory; calls are answered with what the recorded
 * agent was told, after the recorded seconds. A call that it never made (a wrong guess) is answered, after seconds drawn
 * by trajectory and call, with a text that says so: it counts as a success, as the real call would have been one, so
 * that guesses behind it cost what they would have cost. A run that follows its recording never claims it.
 */
export function createReplayToolset(input: { recording: ReplayRecording; policy: PinnedPolicy }): Toolset {
  const { recording } = input;
  const playing = new Map(
    recording.trajectories.map((trajectory): [string, Playing] => [
      trajectory.id,
      { trajectory, results: new RecordedResults(trajectory) },
    ]),
  );
  const of = (taskId: string): Playing => playing.get(taskId) ?? unknownTrajectory(taskId, playing.size);
  const tools = recording.tools.map(({ name, description, parameters }): Tool => ({
    name,
    description,
    parameters: jsonSchemaParameters(name, parameters),
    async execute({ arguments: args, context }) {
      const { taskId, step, index } = context.place;
      const { results } = of(taskId);
      const found = results.find({ tool: name, arguments: args }, { turn: step - 1, index });
      const seconds = found?.seconds ?? unrecordedSeconds(recording, taskId, name, args);
      await sleep(seconds * recording.timeScale * 1000, undefined, { signal: context.signal });
      return found ? outcomeOf(found) : { ok: true, text: `[not recorded] ${name} ${canonicalJson(args)}` };
    },
  }));
  return new Toolset('replay', tools, input.policy, replayUser(recording, of));
}

const outcomeOf = ({ ok, text }: { ok: boolean; text: string }): ToolOutcome =>
  ok ? { ok, text } : { ok, code: 'recorded_error', message: text, retryable: false };

function unrecordedSeconds(
  { seed, unrecordedLatency: { p50, p95 } }: ReplayRecording,
  taskId: string,
  tool: string,
  args: JsonObject,
): number {
  const random = seededRandom(seedOf(canonicalJson([seed, taskId, tool, args])));
  return drawLognormal(lognormalFromP95(p50, p95), random);
}

/** The recorded user: says at each step what was said there, and is done where the recording ends. */
function replayUser(recording: ReplayRecording, of: (taskId: string) => Playing): ConversationUser {
  return {
    async reply({ taskId, step, signal }): Promise<UserReply> {
      const reply = of(taskId).trajectory.turns[step - 1]?.reply;
      if (!reply) throw noReply(taskId, step);
      await sleep(reply.seconds * recording.timeScale * 1000, undefined, { signal });
      return reply.text === undefined ? { done: true } : { done: false, text: reply.text };
    },
  };
}

function unknownTrajectory(taskId: string, count: number): never {
  throw new ForerunError({
    code: 'trajectory_unknown',
    blame: 'system',
    message: `the recording of this worker has no trajectory ${JSON.stringify(taskId)}; it has ${count}`,
    remedy: "A replayed run's task id is the id of its trajectory; give run and workers the same recording.",
  });
}

const noReply = (taskId: string, step: number): ForerunError =>
  new ForerunError({
    code: 'reply_not_recorded',
    blame: 'system',
    message: `nobody replied to step ${step} of trajectory ${JSON.stringify(taskId)}`,
    remedy: 'The run has left its recording: its actor must say what the recorded one said.',
  });
