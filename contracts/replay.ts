import { z } from 'zod';

/** Version of the file's shape. */
export const REPLAY_SCHEMA = 'forerun-replay/1';

const seconds = z.number().nonnegative();

/** One call of a recorded turn with what came of it. */
export const ReplayCall = z.strictObject({
  tool: z.string().min(1),
  arguments: z.record(z.string(), z.json()),
  ok: z.boolean(),
  text: z.string(),
  /** Seconds that its execution takes, in every arm and ahead of the actor. */
  seconds,
});
export type ReplayCall = z.infer<typeof ReplayCall>;

/** What the recorded user answered to a turn that spoke to them; without text the conversation was over. */
const ReplayReply = z.strictObject({ text: z.string().optional(), seconds });

/** One decision of the recorded agent, from the first that a run is asked for. */
export const ReplayTurn = z.strictObject({ calls: z.array(ReplayCall), reply: ReplayReply.optional() });
export type ReplayTurn = z.infer<typeof ReplayTurn>;

/** One recorded run: `turns[n]` is what the decision of step n + 1 was, and what came of it. */
export const ReplayTrajectory = z.strictObject({ id: z.string().min(1), turns: z.array(ReplayTurn) });
export type ReplayTrajectory = z.infer<typeof ReplayTrajectory>;

/** A lognormal distribution by two of its points, in seconds. */
const LatencyPoints = z.strictObject({ p50: z.number().positive(), p95: z.number().positive() });

/** What the toolset `replay` plays: the tools of one domain, and trajectories by the id of their tasks. */
export const ReplayRecording = z.strictObject({
  schema: z.literal(REPLAY_SCHEMA),
  /** All chance comes from this. */
  seed: z.number().int(),
  tools: z.array(
    z.strictObject({
      name: z.string().min(1),
      description: z.string(),
      /** JSON Schema of the arguments. */
      parameters: z.record(z.string(), z.json()),
    }),
  ),
  /** Of calls that the recorded agent never made. */
  unrecordedLatency: LatencyPoints,
  /** Multiplies every wait. */
  timeScale: z.number().nonnegative(),
  trajectories: z.array(ReplayTrajectory),
});
export type ReplayRecording = z.infer<typeof ReplayRecording>;
