/** What a run's history contradicts, by kind; docs/formats.md says what each means. */
export type FindingKind =
  | 'reference_broken'
  | 'root_differs'
  | 'transcript_gap'
  | 'transcript_differs'
  | 'decision_missing'
  | 'decision_differs'
  | 'outcome_swapped'
  | 'outcome_missing'
  | 'claim_forged'
  | 'claimed_twice'
  | 'claim_stale'
  | 'lossy_unasked'
  | 'key_differs'
  | 'record_differs'
  | 'effect_ahead'
  | 'effect_undecided'
  | 'effect_repeated'
  | 'call_undecided'
  | 'accounts_differ'
  | 'policy_differs'
  | 'continuation_differs'
  | 'blob_missing'
  | 'blob_corrupt'
  | 'reexecution_differs'
  | 'history_malformed';

/** One thing that does not add up, in words for people. */
export interface Finding {
  kind: FindingKind;
  message: string;
  /** Number of the decision, from 1. */
  step?: number;
  /** Position of the call in its turn, from 0. */
  call?: number;
}
