import type { ReplayRecording } from '../../../contracts/replay';
import { REPLAY_SCHEMA } from '../../../contracts/replay';
import type { SimulationScriptInput } from '../../../models/simulated/script';
import type { LatencyModel } from './latencies';
import { markerOf, UNNAMED_ACTOR, type PlayedTrajectory } from './played-trajectory';
import type { Domain } from './read-domains';

export const ORACLE_MODEL = 'oracle';
export const GUESSER_MODEL = 'simulated-predictor';

export interface PlaySettings {
  latencies: LatencyModel;
  /** Multiplies every wait. */
  timeScale: number;
  /** How often the simulated predictor is right, and how long it takes. */
  guesser: { accuracy: number; seconds: number };
}

/**
 * Names of model profiles by the models that acted in a domain: a deployment knows which model acts, and so may its
 * predictors. The first is `actor`, which every configuration has.
 */
export function actorProfiles({ trajectories, lessons }: Domain): Map<string, string> {
  const models = new Set([...trajectories, ...lessons].map(({ model }) => model));
  if (models.size === 0) models.add(UNNAMED_ACTOR);
  return new Map([...models].map((model, at) => [model, at === 0 ? 'actor' : `actor-${at + 1}`]));
}

/** What the toolset `replay` of the workers plays. */
export function recordingOf(domain: Domain, { latencies, timeScale }: PlaySettings): ReplayRecording {
  return {
    schema: REPLAY_SCHEMA,
    seed: latencies.seed,
    tools: domain.tools,
    unrecordedLatency: latencies.tool,
    timeScale,
    trajectories: [...domain.trajectories, ...domain.lessons].map(({ id, turns }) => ({
      id,
      turns: turns.map(({ calls, reply }) => ({ calls, ...(reply ? { reply } : {}) })),
    })),
  };
}

/** What an actor says in a future that the recorded one was never in: nothing is known of it, so nothing is gained. */
const ELSEWHERE = 'I have left the recorded path.';

/**
 * What the simulated model server plays: each trajectory as a conversation, the actor's decisions at their seconds, the
 * same for a real decision and one ahead; an oracle that knows the next turn and takes no time; a predictor that is
 * right so often and mistaken otherwise.
 */
export function scriptOf(domain: Domain, settings: PlaySettings): SimulationScriptInput {
  return {
    seed: settings.latencies.seed,
    timeScale: settings.timeScale,
    models: {
      ...Object.fromEntries(
        [...actorProfiles(domain).keys()].map((model) => [
          model,
          { role: 'actor' as const, wire: { promptCache: true } },
        ]),
      ),
      [ORACLE_MODEL]: { role: 'predictor', accuracy: 1 },
      [GUESSER_MODEL]: {
        role: 'predictor',
        accuracy: settings.guesser.accuracy,
        latency: { fixedMs: settings.guesser.seconds * 1000 },
      },
    },
    conversations: [...domain.trajectories, ...domain.lessons].map(conversationOf),
  };
}

function conversationOf(
  trajectory: PlayedTrajectory,
): NonNullable<SimulationScriptInput['conversations']>[number] {
  const turns = trajectory.turns.map(({ text, calls, seconds }) => ({
    ...(text === '' ? {} : { text }),
    calls: calls.map(({ tool, arguments: args }) => ({ tool, arguments: args })),
    seconds,
  }));
  // Turns are counted by the assistant's messages, and what it said first stands in the root.
  const opening = trajectory.opening === undefined ? [] : [{ text: trajectory.opening }];
  return {
    id: trajectory.id,
    match: `system:${markerOf(trajectory.id)}`,
    turns: [...opening, ...turns],
    offScript: { text: ELSEWHERE },
    lastAnswer: ELSEWHERE,
  };
}
