import { z } from 'zod';

/** Version of the shapes below; a reader refuses another one by name. */
export const PROFILE_FORMAT = 1;

const Count = z.number().nonnegative();
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** `[right, wrong]` by bin of raw probability, as the bin's index; bins without data are left out. Decayed in a profile. */
export const BinCounts = z.record(z.string().regex(/^\d{1,2}$/), z.tuple([Count, Count]));
export type BinCounts = z.infer<typeof BinCounts>;

/** What a predictor was measured to be worth before it was deployed: right and wrong guesses, by tool (`@turn` for whole turns, `@calls` for those that call). */
export type HeldOutRecord = Readonly<Record<string, BinCounts>>;

/** Predictions that were executed although a tripped switch forbids it; counted apart, never among the others. */
export const ProbeCounts = z.object({ launched: Count, right: Count, wrong: Count });
export type ProbeCounts = z.infer<typeof ProbeCounts>;

/** The kill switch of one predictor and tool. */
export const SwitchState = z.object({
  tripped: z.boolean(),
  /** Evidence, in nats, that precision has halved; while tripped, that it is back. */
  evidence: Count,
  /** Scored predictions since the switch was last thrown. */
  since: Count,
  /** Times it has tripped. */
  trips: Count,
  /** While tripped: the share of right predictions, by bin, that held before. */
  reference: z.array(z.number()).optional(),
});
export type SwitchState = z.infer<typeof SwitchState>;

/** What is known of one predictor version's predictions of one tool. */
export const Skill = z.object({
  bins: BinCounts,
  switch: SwitchState,
  launched: Count,
  claimed: Count,
  probes: ProbeCounts,
  /** Generation of the profile that last learned about it. */
  generation: Count,
});
export type Skill = z.infer<typeof Skill>;

/** Seconds as decayed weights of logarithmic buckets (core/calibration/latency.ts); `count` is their sum. */
export const LatencySketch = z.object({
  count: Count,
  buckets: z.record(z.string().regex(/^-?\d+$/), Count),
});
export type LatencySketch = z.infer<typeof LatencySketch>;

export const LATENCY_KINDS = ['tool', 'predictor', 'actor'] as const;
export type LatencyKind = (typeof LATENCY_KINDS)[number];

const Sketches = z.record(z.string(), LatencySketch);

export const ProfileName = z
  .string()
  .regex(/^[a-z0-9_-][a-z0-9._-]{0,63}$/, 'may hold a-z, digits, dots, dashes and underscores, 64 at most');

/** What a deployment has learned; immutable, stored under the SHA-256 of its canonical JSON, which is its version. */
export const Profile = z.object({
  kind: z.literal('forerun-profile'),
  format: z.literal(PROFILE_FORMAT),
  name: z.string(),
  /** Runs folded in, and the number of this version in the line of its head. */
  runs: Count,
  generation: Count,
  /** By predictor version, then by tool (`@turn` for whole turns, `@calls` for those that call). */
  predictors: z.record(z.string(), z.record(z.string(), Skill)),
  latency: z.object({ tool: Sketches, predictor: Sketches, actor: Sketches }),
  /** The version before, and what made this one of it: a run's report, or somebody who reset it. */
  parent: Hash.optional(),
  added: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('run'), runToken: z.string() }),
      z.object({ kind: z.literal('reset'), at: z.string() }),
    ])
    .optional(),
});
export type Profile = z.infer<typeof Profile>;

/** What one run saw of one predictor version's predictions of one tool, whether they were executed or not. */
export const RunSkill = z.object({
  predictor: z.string(),
  tool: z.string(),
  bins: BinCounts,
  /** The likeliest guess of each of the last turns, a letter each: its bin from `a` on, upper case where right. At most 64. */
  recent: z.string().regex(/^[a-zA-Z]{0,64}$/),
  launched: Count,
  claimed: Count,
  probes: ProbeCounts,
});
export type RunSkill = z.infer<typeof RunSkill>;

/** Seconds of finished work, the last samples of each tool, predictor and actor. */
export const RunLatency = z.object({
  kind: z.enum(LATENCY_KINDS),
  name: z.string(),
  seconds: z.array(z.number().nonnegative()),
});
export type RunLatency = z.infer<typeof RunLatency>;

/** What a run knows when it asks for a prediction: the profile version that it has pinned, and what it saw itself. */
export interface RunLearned {
  /** Name of the deployment's profile; absent where the run learns for itself alone. */
  profile?: string;
  /** As the run's input has them; what is absent is as by default. */
  halfLife?: number;
  priorStrength?: number;
  /** The version that an earlier prediction of the run was judged by; absent until one has told. */
  version?: string;
  skills: RunSkill[];
  latencies: RunLatency[];
}

/** `Prediction.profile` where there was no profile yet: the run goes on without one. */
export const NO_PROFILE = 'none';

/** What a run tells its deployment at its end. Counts and seconds only: no arguments, no texts. */
export const RunReport = z.object({
  format: z.literal(PROFILE_FORMAT),
  runToken: z.string(),
  skills: z.array(RunSkill),
  latencies: z.array(RunLatency),
});
export type RunReport = z.infer<typeof RunReport>;

/** The one mutable document of a profile: which version stands. */
export const ProfileHead = z.object({ format: z.literal(PROFILE_FORMAT), version: Hash, generation: Count });
export type ProfileHead = z.infer<typeof ProfileHead>;

/** Where the first attempt to fold a run began: what came into the profile since tells whether the run is in it. */
export const FoldMarker = z.object({ format: z.literal(PROFILE_FORMAT), since: Count, folded: z.boolean() });
export type FoldMarker = z.infer<typeof FoldMarker>;
