import type { PlannedRun } from './batch';
import type { Call } from './call';
import type { Decision } from './decision';
import type { BudgetLeft, GateInput } from './gate';
import type { ToolTrouble } from './mcp';
import type { StepNote } from './run';
import type { Outcome } from './outcome';
import type { RunLearned } from './profile';
import type { EarlierCandidate, Prediction, PredictorKind, Strategy } from './speculation';
import type { Hash, TranscriptRef } from './transcript';
import type { UserReply } from './user';

/** What every activity of a run is told about it: names and hashes, never URLs or keys. */
export interface RunContext {
  token: string;
  workflowId: string;
  /** Id of the blob store in which the run's texts live. */
  storeId: string;
  taskHash: string;
  toolset: string;
  policyHash: string;
  /** Names of model profiles of the worker's configuration. */
  actor: string;
  predictor: string;
  /** Stored list of the run's tools, in toolsets whose tools nobody knows beforehand. */
  catalogue?: Hash;
}

export interface OpenToolsInput {
  run: RunContext;
  /** Tools for which the run has a mode of their own; absent in histories of earlier versions. */
  toolModes?: string[];
}

/** What came of asking servers for their tools. */
export interface OpenedTools {
  catalogue: Hash;
  /** How many tools it holds. */
  tools: number;
  /** Tools that count as unnamed: they are not what the user confirmed. */
  unconfirmed: string[];
  /** For people who read the history: what cannot be used, and why. */
  troubles?: ToolTrouble[];
}

export interface DecideInput {
  run: RunContext;
  transcript: TranscriptRef;
  /** Number of this decision, from 1. */
  step: number;
  /** `last`: no tools are offered, any text is the answer. */
  mode: 'normal' | 'last';
  ahead: boolean;
  /** Report what the stream shows, by signal. */
  observe: boolean;
  /** The run has a user: text without a call and without an answer is for them. */
  user?: 'toolset';
  /** For people who read the history: what happened since the last activity that told. Not used. */
  since?: StepNote[];
}

export interface PredictInput {
  run: RunContext;
  transcript: TranscriptRef;
  /** Number of the decision that is guessed. */
  step: number;
  topK: number;
  strategy: Strategy;
  minProbability: number;
  /** What the run may still launch; the gate hands out no more. */
  budget: BudgetLeft;
  /** The run's predictors in their order; the model alone where it is absent. */
  predictors?: PredictorKind[];
  /** Which of them is asked, from 0; 0 where it is absent. */
  stage?: number;
  /** What the predictors before it said about this turn. */
  earlier?: EarlierCandidate[];
  /** How the guesses are judged, and what the run has measured; the threshold alone where it is absent. */
  gate?: GateInput;
  /** What outcomes have taught, docs/learning-online.md; absent where the run does not learn. */
  learned?: RunLearned;
  /** As in DecideInput. */
  since?: StepNote[];
}

export interface RunToolInput {
  run: RunContext;
  call: Call;
  step: number;
  index: number;
  ahead: boolean;
  idempotencyKey: string;
  /**
   * Only ahead, only for tools with egress: where an address must stand (`url`), where values come from (`query`; absent
   * where the actor's own stream has shown the call).
   */
  transcript?: TranscriptRef;
}

/** What the actor says to its user, by the hash of its text. */
export interface AskUserInput {
  run: RunContext;
  textHash: Hash;
  /** Number of the decision that asks. */
  step: number;
  /** Equal over retries: a reply is given once. */
  idempotencyKey: string;
}

/** One page of a batch's plan, which is a stored blob. */
export interface LoadPlanInput {
  storeId: string;
  planHash: string;
  offset: number;
  limit: number;
}

/** Details of a cancelled or failed ahead activity, where it could still tell. */
export interface AheadDetails {
  seconds: number;
  usage?: Decision['usage'];
}

/** The activities by name; workflows proxy this type. */
export interface ForerunActivities {
  decide(input: DecideInput): Promise<Decision>;
  predict(input: PredictInput): Promise<Prediction>;
  runTool(input: RunToolInput): Promise<Outcome>;
  askUser(input: AskUserInput): Promise<UserReply>;
  openTools(input: OpenToolsInput): Promise<OpenedTools>;
}

export interface BatchActivities {
  /** One page of the plan; empty beyond its end. */
  loadPlan(input: LoadPlanInput): Promise<PlannedRun[]>;
}
