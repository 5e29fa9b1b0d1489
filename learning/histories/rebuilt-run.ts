import type { DecidedCall } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import type { RunInput, RunOutcome, StepCallRecord, StepRecord, Via } from '../../contracts/run';
import type { Hash, Message } from '../../contracts/transcript';
import type { UserReply } from '../../contracts/user';
import type { DecideActivity, RunHistory, RunToolActivity } from './run-history';
import type { Finding } from './finding';
import type { ChainNode } from './transcript-nodes';

/** What the model was told about a call. */
export type ToolMessage = Extract<Message, { role: 'tool' }>;

/** One call of a turn and where its outcome comes from, as far as the history shows it. */
export interface RebuiltCall {
  /** Position in the turn, from 0. */
  index: number;
  call: DecidedCall;
  via: Via;
  lossy: boolean;
  told: ToolMessage;
  /** The execution whose outcome it is; absent for refused calls, and where none fits. */
  served?: RunToolActivity;
  /** What the run's result says of it. */
  record?: StepCallRecord;
}

/** One decision of the actor and what came of it. */
export interface RebuiltStep {
  step: number;
  /** The transcript that was decided on. */
  transcriptId: Hash;
  decision: Decision;
  decidedBy: DecideActivity;
  calls: RebuiltCall[];
  /** The user's answer, where the actor asked. */
  reply?: UserReply;
  record?: StepRecord;
}

/** A run rebuilt from its history alone. */
export interface RebuiltRun {
  history: RunHistory;
  /** What the run was started with, its policy as it counted. */
  input: RunInput;
  outcome?: RunOutcome;
  /** The transcript behind its root. */
  chain: ChainNode[];
  steps: RebuiltStep[];
  /** Texts that the workflow wrote itself, by hash. */
  authored: ReadonlyMap<Hash, string>;
  findings: Finding[];
}
