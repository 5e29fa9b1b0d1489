import { z } from 'zod';
import type { Accounts } from '../../contracts/accounts';
import { RunStatus } from './run-status';
import { RenderedMessage } from './rendered-message';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** One call of a step, as `trajectory` shows it. */
export const TrajectoryCall = z.object({
  tool: z.string(),
  /** JSON, shortened. */
  arguments: z.string(),
  ok: z.boolean(),
  /** Error code of a failed call. */
  code: z.string().optional(),
  /** First characters of the outcome. */
  result: z.string(),
  via: z.enum(['real', 'claimed', 'joined', 'overtaken', 'reused', 'refused']),
  /** Who guessed it; absent where the actor alone asked for it. */
  source: z.string().optional(),
  lossy: z.boolean().optional(),
  seconds: amount,
  waited_seconds: amount,
  hidden_seconds: amount,
});
export type TrajectoryCall = z.infer<typeof TrajectoryCall>;

/** One decision of the actor and what came of it. */
export const TrajectoryStep = z.object({
  step: count,
  kind: z.enum(['calls', 'final', 'thinking', 'ask']),
  decided_by: z.enum(['real', 'claimed', 'joined', 'overtaken']),
  actor_seconds: amount,
  waited_seconds: amount,
  hidden_seconds: amount,
  /** The model's answer ended at its limit of tokens. */
  cut_off: z.boolean().optional(),
  text: z.string().optional(),
  calls: z.array(TrajectoryCall),
});
export type TrajectoryStep = z.infer<typeof TrajectoryStep>;

/** The keys of the earlier Python implementation; ours are a superset. Definitions: docs/formats.md. */
const earlierKeys = {
  task_id: z.string().min(1),
  /** A number where the level is one (1, 2, 3), else text; empty where there is none. */
  level: z.union([z.number(), z.string()]),
  question: z.string(),
  /** Null where nobody knows it. */
  ground_truth: z.string().nullable(),
  predicted: z.string(),
  /** By the official rules; false for a run without an answer; null where there is no ground truth. */
  correct: z.boolean().nullable(),
  steps: count,
  time_seconds: amount,
  actor_model: z.string(),
  spec_model: z.string(),
  speculation_enabled: z.boolean(),
  verification_strategy: z.string(),
  spec_hits: count,
  spec_misses: count,
  spec_predictions: count,
  trajectory: z.array(TrajectoryStep),
  messages: z.array(RenderedMessage),
  error: z.string().nullable(),
};

/** The result of one run, as its JSON file and its line in results.jsonl say it. */
export const RunRecord = z.object({
  format: z.literal('forerun-run/1'),
  /** Unique in its folder; the file is `<id>.json`. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  ...earlierKeys,
  /** Name within the level, such as `example_000`. */
  example: z.string(),
  arm: z.enum(['baseline', 'speculate']),
  lookahead: count,
  status: RunStatus,
  workflow_id: z.string(),
  run_token: z.string(),
  correct_legacy: z.boolean().nullable(),
  /** Strategy that may serve an outcome of a call with other arguments. */
  lossy: z.boolean(),
  lossy_hits: count,
  observed_hits: count,
  shadow_hits: count,
  accepted_ahead: count,
  hidden_seconds: amount,
  cost_usd: amount,
  /** Model name as the server returned it; empty where no answer came. */
  actor_model_returned: z.string(),
  error_code: z.string().nullable(),
  error_remedy: z.string().nullable(),
  /** Accounts in full, in the form of `contracts/accounts.ts`. */
  accounts: z.custom<Accounts>(
    (value) => value !== null && typeof value === 'object' && 'outcomes' in value && 'decisions' in value,
    'must be accounts',
  ),
});
export type RunRecord = z.infer<typeof RunRecord>;
