import { z } from 'zod';
import type { Call } from './call';
import type { Usage } from './decision';
import { STRATEGIES } from './is-lossy';

export type { PredictorKind } from './predictor-kind';
import type { GateValue } from './gate';

/** How an ahead outcome may serve a real call. `exact` is lossless, `none` executes nothing; the others are lossy. */
export const Strategy = z.enum(STRATEGIES);
export type Strategy = z.infer<typeof Strategy>;

/** Where a guess comes from. `observed` is the actor's own stream, `ahead` a finished decision ahead. */
export type GuessSource = 'model' | 'self' | 'table' | 'router' | 'ahead' | 'observed';

/** Why a predicted call was not executed ahead. Every predicted call that is not launched has exactly one. */
export const RefusalReason = z.enum([
  'below_threshold',
  'not_read_only',
  'unknown_tool',
  'invalid_arguments',
  'egress_url',
  'tainted',
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
  'no_value',
  'low_probability',
  'kill_switch',
  'beyond_top_k',
  'tool_mode_off',
  'tool_mode_shadow',
  'budget_grant',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** `value` says what the gate counted with, where it counted. */
export type Verdict = (
  | {
      admit: true;
      /** The kill switch forbids it, and it is one of the rare probes that tell whether it still should. */
      probe?: true;
    }
  | {
      admit: false;
      reason: RefusalReason;
      /** Refused only because the run may not get there; launched when it does. */
      whenReached?: true;
    }
) & { value?: GateValue };

/** Whether the actor may be asked ahead about the future in which a guessed turn comes true. */
export type AheadVerdict = Verdict & {
  /** The most that the decision can cost, in dollars; 0 where the model has no price. */
  reserveUsd: number;
};

export interface PredictedCall extends Call {
  verdict: Verdict;
  /** Probability, in the predictor's own opinion, that the actor's turn makes this call, alone or beside others; absent: the candidate's. */
  probability?: number;
}

/** One guess at the whole next turn. */
export interface Candidate {
  turn: 'calls' | 'final' | 'ask';
  /** Empty unless `turn` is `calls`. */
  calls: PredictedCall[];
  /** Probability, in the predictor's own opinion, that the actor's turn is this one; 0 to 1. */
  probability: number;
  source: GuessSource;
  /** Whose opinion the probability is, by name and version, as profiles know it; absent: the prediction's predictor. */
  predictor?: string;
  /** Calibrated probability of the whole turn, cautious where data are few; absent where the gate did not count. */
  q?: number;
  /** Only on the candidate that carries the chain: what the gate says to a decision ahead. Absent in old histories: always. */
  ahead?: AheadVerdict;
  /** What it rests on, in one sentence; where the predictor can say. */
  because?: string;
  /** Everybody who guessed this turn, `source` among them; absent where it is `source` alone. */
  sources?: GuessSource[];
}

/** A candidate of an earlier predictor, as the next one's activity is told of it: enough to merge, and no more. */
export interface EarlierCandidate {
  turn: Candidate['turn'];
  /** Canonical keys of its calls, in order. */
  keys: string[];
  probability: number;
  /** That the turn makes each of these calls, alone or beside others; absent: `probability`. */
  calls?: number[];
  sources: GuessSource[];
}

/** What the predict activity returns: candidates best first, possibly none. */
export interface Prediction {
  predictor: string;
  candidates: Candidate[];
  usage: Usage;
  seconds: number;
  /** Version of the deployment's profile that the gate judged by (`none`: there was none); absent where not asked. */
  profile?: string;
  /** The gate that judged; absent in old histories: the threshold. */
  gate?: string;
  /** Why the predictor was not even asked. */
  skipped?: RefusalReason;
  /** Place in the run's order of the predictor that is worth asking next; absent where none is. */
  next?: number;
  /** Probabilities of the earlier predictors' candidates in the light of this answer, in the order they were given in. */
  earlier?: number[];
  /** The same of each of their calls, alone or beside others; absent where that is what `earlier` says. */
  earlierCalls?: number[][];
}

export type { EntryEnd } from './entry-end';
