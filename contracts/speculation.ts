import { z } from 'zod';
import type { Call } from './call';
import type { Usage } from './decision';

/** How an ahead outcome may serve a real call. `exact` is lossless, `none` executes nothing; the others are lossy. */
export const Strategy = z.enum(['exact', 'tool_name_only', 'none', 'jaccard']);
export type Strategy = z.infer<typeof Strategy>;

export { isLossy } from './is-lossy';

/** Where a guess comes from. `observed` is the actor's own stream, `ahead` a finished decision ahead. */
export type GuessSource = 'model' | 'self' | 'table' | 'router' | 'ahead' | 'observed';

/** Why a predicted call was not executed ahead. Every predicted call that is not launched has exactly one. */
export const RefusalReason = z.enum([
  'below_threshold',
  'not_read_only',
  'unknown_tool',
  'invalid_arguments',
  'egress_url',
  'after_write',
  'shadow',
  'duplicate',
  'too_late',
  'diverged',
  'concurrency',
  'budget_launches',
  'budget_cost',
  'memo_full',
  'draft_off',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

export type Verdict = { admit: true } | { admit: false; reason: RefusalReason };

export interface PredictedCall extends Call {
  verdict: Verdict;
}

/** One guess at the whole next turn. */
export interface Candidate {
  turn: 'calls' | 'final' | 'ask';
  /** Empty unless `turn` is `calls`. */
  calls: PredictedCall[];
  /** Probability, in the predictor's own opinion, that the actor's turn is this one; 0 to 1. */
  probability: number;
  source: GuessSource;
}

/** What the predict activity returns: candidates best first, possibly none. */
export interface Prediction {
  predictor: string;
  candidates: Candidate[];
  usage: Usage;
  seconds: number;
}

export type { EntryEnd } from './entry-end';
