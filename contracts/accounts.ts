import type { EntryEnd, PredictorKind, RefusalReason } from './speculation';

/** Launched entries of one kind by how they ended; `launched` equals the sum of the ends plus `running`. */
export type EntryAccount = Record<EntryEnd, number> & { launched: number; running: number };

/** What is counted of one role's model requests. */
export interface RequestAccount {
  requests: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  costUsd: number;
  seconds: number;
  /** Requests whose usage is an estimate because they were broken off. */
  estimated: number;
}

/** What one predictor was asked, what it cost and what came of it. */
export interface PredictorAccount extends RequestAccount {
  /** Predict activities, and those that ended without a prediction: broken, or cancelled once nobody wanted them. */
  asked: number;
  failed: number;
  /** Absent in the accounts of earlier versions, which counted these as failed. */
  cancelled?: number;
  /** Calls that it proposed, those that were launched in its name, and those of them that served a real call. */
  predictions: number;
  launched: number;
  hits: number;
  /** Predictions by the name and version that made them, such as `table:0f3a…`: workers may differ, and it shows. */
  versions: Record<string, number>;
}

/** The accounts of a run (DESIGN.md section 6); a batch's are their sum. JSON-safe, carried through continue-as-new. */
export interface Accounts {
  /** Calls that a predictor proposed (all candidates); equals `launchedByPrediction` plus the refused. */
  predictions: number;
  /** Predict activities that were started, and those that ended without a prediction, as in `PredictorAccount`. */
  predictRequests: number;
  predictFailures: number;
  /** Absent in the accounts of earlier versions, which counted these as failures. */
  predictCancelled?: number;
  launchedByPrediction: number;
  launchedByObservation: number;
  refused: Partial<Record<RefusalReason, number>>;
  /** Decisions ahead that the lookahead reached and the gate refused; absent where there were none. */
  refusedAhead?: Partial<Record<RefusalReason, number>>;
  /** Pre-executions. */
  outcomes: EntryAccount;
  /** Decisions requested ahead. */
  decisions: EntryAccount;
  /** Why entries were cancelled, such as `diverged`, `run_ended`, `continued`, `observed`, `stopped`. */
  cancelled: Record<string, number>;
  /** Further uses of a claimed `pure` outcome: no hits, no new executions. */
  reused: number;
  /** Attempts that ended with their worker. */
  lostAttempts: number;
  /** Real calls of `pure` and `read` tools. */
  eligibleCalls: number;
  /** Real calls of any kind. */
  calls: number;
  /** Predicted outcomes that served a real call: claimed or joined, source not `observed`. */
  hits: number;
  /** The same, started by an `observed` signal. */
  observedHits: number;
  /** Claims and joins under a lossy strategy whose arguments differ; never among `hits`. */
  lossyHits: number;
  /** Real calls that a shadow prediction named (strategy `none`). */
  shadowHits: number;
  /** Real decisions that a finished or running decision ahead served. */
  acceptedAhead: number;
  /** Decisions ahead that were not accepted only because the actor wrote text beside its calls. */
  textBesideCall: number;
  /** Seconds that speculation took off the critical path, an estimate in workflow time. */
  hiddenSeconds: number;
  /** Seconds, tokens and dollars of entries that nobody used. */
  wastedSeconds: number;
  wastedTokens: number;
  wastedUsd: number;
  /** The user's turns and the seconds that the run waited for them; absent in runs without a user. */
  user?: { turns: number; seconds: number };
  actor: RequestAccount;
  actorAhead: RequestAccount;
  predictor: RequestAccount;
  /** The same by predictor; absent in the accounts of earlier versions. */
  predictors?: Partial<Record<PredictorKind, PredictorAccount>>;
  tools: { executions: number; seconds: number; costUsd: number };
  toolsAhead: { executions: number; seconds: number; costUsd: number };
}
