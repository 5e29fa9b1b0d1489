import type { Accounts } from './accounts';
import type { OpenedTools } from './activities';
import type { Decision } from './decision';
import type { DecisionTokens, GateSettings, SpeculationBudget } from './gate';
import type { JsonObject } from './json';
import type { RunLearned, RunReport } from './profile';
import type { PinnedPolicy } from './tool-policy';
import type { Outcome } from './outcome';
import type { EntryEnd, GuessSource, PredictorKind, RefusalReason, Strategy } from './speculation';
import type { TranscriptPoint, TranscriptRef } from './transcript';

export type Arm = 'baseline' | 'speculate';

/** How a run ended. Only `answered` is a full success; the limits may still carry an answer. */
export type RunStatus =
  'answered' | 'step_limit' | 'time_limit' | 'token_limit' | 'cost_limit' | 'stopped' | 'failed';

export interface AgentLimits {
  maxSteps: number;
  maxSeconds: number;
  maxTokens: number;
  maxCostUsd: number;
}

export interface SpeculationSettings {
  strategy: Strategy;
  jaccardThreshold: number;
  topK: number;
  lookahead: number;
  minProbability: number;
  /** Ahead activities of one run at a time. */
  maxConcurrent: number;
  maxLaunches: number;
  maxCostUsd: number;
  maxMemoEntries: number;
  /** `avoided`: the draft does not ask ahead for what the run is about to ask itself. Absent in runs of earlier versions. */
  doubles?: 'avoided';
  /** How predictions are judged; the threshold, and every tool live, where it is absent. */
  gate?: GateSettings;
  /** What a batch hands this run of its budget; the run uses no more than this and its own limits allow. */
  grant?: SpeculationBudget;
}

export interface Timeouts {
  decideMs: number;
  predictMs: number;
  /** Schedule-to-start of everything ahead; an ahead entry older than this is running. */
  aheadStartMs: number;
}

export interface LearningSettings {
  /** Name of the profile that the run learns from and tells what it saw. */
  profile: string;
  /** Scored predictions of a tool after which one weighs half. */
  halfLife: number;
  /** Outcomes that a prior is worth. */
  priorStrength: number;
}

/** Input of the agent-run workflow. Holds references, limits and pinned policy; no texts, no URLs, no keys. */
export interface RunInput {
  token: string;
  taskId: string;
  /** Shortened question, for people. */
  title: string;
  taskHash: string;
  storeId: string;
  toolset: string;
  arm: Arm;
  batchId?: string;
  actor: string;
  predictor: string;
  /** Who is asked for the next turn, in this order; the model alone where it is absent (runs of earlier versions). */
  predictors?: PredictorKind[];
  /** Stored node with the system and user messages. */
  root: TranscriptPoint;
  replay: 'full' | 'calls' | 'required';
  /** Who the actor talks to: text without a call and without an answer goes to the toolset's user. Absent: nobody. */
  user?: 'none' | 'toolset';
  policy: PinnedPolicy;
  /** `discovered`: servers are asked for the tools when the run begins. Absent: the toolset's own. */
  tools?: 'discovered';
  /** What they listed; set by the run itself, carried through continue-as-new. */
  opened?: Pick<OpenedTools, 'catalogue' | 'unconfirmed'>;
  limits: AgentLimits;
  speculation: SpeculationSettings;
  timeouts: Timeouts;
  queuePrefix: string;
  /** Forerun's search attributes are registered in the namespace. */
  searchAttributes: boolean;
  /** Continue as new beyond this many history events; Temporal's own suggestion also counts. */
  maxHistoryEvents: number;
  /** The deployment's profile (docs/learning-online.md); absent in old runs and where learning is off. */
  learning?: LearningSettings;
  carried?: CarriedState;
}

/** How a call got its outcome. `real` ran for the actor alone. */
export type Via = 'real' | 'claimed' | 'joined' | 'overtaken' | 'reused' | 'refused';

export interface StepCallRecord {
  tool: string;
  /** Arguments as JSON, shortened. */
  arguments: string;
  ok: boolean;
  code?: string;
  preview: string;
  via: Via;
  /** Who guessed it; absent for `real`. */
  source?: GuessSource;
  lossy?: boolean;
  /** Seconds of the tool's work, and seconds that the run waited for it. */
  seconds: number;
  waitedSeconds: number;
  hiddenSeconds: number;
}

/** One step as people see it: in `progress`, in the result, in the narration. */
export interface StepRecord {
  step: number;
  kind: 'calls' | 'final' | 'thinking' | 'ask';
  decidedBy: 'real' | 'claimed' | 'joined' | 'overtaken';
  actorSeconds: number;
  waitedSeconds: number;
  hiddenSeconds: number;
  /** Seconds that the run waited for its user's reply; only with `ask`, and in no other figure of the step. */
  userSeconds?: number;
  /** The model's answer ended at its limit of tokens. */
  cutOff?: true;
  textPreview?: string;
  calls: StepCallRecord[];
}

/** What the run itself refused although the gate had admitted it. */
export interface RunRefusal {
  /** The step that was guessed, or the decision that was not asked ahead. */
  step: number;
  what: 'call' | 'decision';
  /** Canonical key of the call. */
  key?: string;
  reason: RefusalReason;
}

/** What the history tells about one step without the blob store. */
export interface StepNote {
  step?: StepRecord;
  /** Speculative work that was cancelled since, and why: `web_search {"query":"…"} · diverged`. */
  cancelled: string[];
  /** What the run's own limits kept from being launched since; left out where nothing was. */
  refused?: RunRefusal[];
}

/** Tokens and dollars of the decisions and outcomes that a run used, whoever produced them. */
export interface RunSpending {
  tokens: number;
  costUsd: number;
  /** Absent in runs of earlier versions, until their next decision. */
  decisions?: DecisionTokens;
}

/** What survives continue-as-new besides the input. */
export interface CarriedState {
  transcript: TranscriptRef;
  step: number;
  epoch: number;
  startedAtMs: number;
  thinkingTurns: number;
  speculationOff: boolean;
  stopRequested: boolean;
  spent: RunSpending;
  accounts: Accounts;
  steps: StepRecord[];
  entries: CarriedEntry[];
  decisions: CarriedDecision[];
  lastText?: string;
  model?: string;
  /** What speculation has used of the run's budget, work under way included; absent in runs that pin no gate. */
  speculationUsed?: SpeculationBudget;
  /** Refusals that no activity's input has told yet; they stand here for those who read the history. */
  refused?: RunRefusal[];
  /** What the run has learned, where it learns. */
  learned?: Omit<RunLearned, 'profile'>;
}

/** A finished, unclaimed decision ahead. */
export interface CarriedDecision {
  transcriptId: string;
  step: number;
  launchedAtMs: number;
  decision: Decision;
}

/** A finished, unclaimed outcome that later steps may still claim. */
export interface CarriedEntry {
  key: string;
  tool: string;
  arguments: JsonObject;
  source: GuessSource;
  step: number;
  epoch: number;
  launchedAtMs: number;
  outcome: Outcome;
  /** Name and version of the predictor that guessed it. */
  predictor?: string;
  /** Set on `pure` outcomes that have served already and may serve again. */
  end?: EntryEnd;
}

export interface RunError {
  code: string;
  message: string;
  remedy?: string;
}

/** Result of the agent-run workflow. */
export interface RunOutcome {
  token: string;
  taskId: string;
  arm: Arm;
  status: RunStatus;
  answer: string;
  error?: RunError;
  steps: StepRecord[];
  accounts: Accounts;
  /** The last place of the transcript, with the nodes that no activity has stored yet; the whole conversation. */
  transcript: TranscriptRef;
  wallSeconds: number;
  /** Model name as the server returned it. */
  model: string;
  /** What the run tells its deployment (docs/learning-online.md); absent where it does not learn. */
  report?: RunReport;
  /** What speculation has used of the run's budget and grant; work whose cost nobody could tell counts in full. */
  speculationUsed?: SpeculationBudget;
  /** Refusals that no activity's input has told, for those who read the history. */
  refused?: RunRefusal[];
}

/** Answer of the `progress` query. */
export interface RunProgress {
  step: number;
  doing: string;
  status: RunStatus | 'running';
  hits: number;
  acceptedAhead: number;
  hiddenSeconds: number;
  costUsd: number;
  steps: StepRecord[];
}
