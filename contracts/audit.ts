import type { RunContext } from './activities';
import type { Call } from './call';

/** Input of the workflow that executes calls of `pure` tools once more, for an audit. */
export interface ReExecuteInput {
  queuePrefix: string;
  /** The audited run's: its policy and store count, its tools' code is the workers'. */
  run: RunContext;
  calls: ReExecutedCall[];
}

export interface ReExecutedCall {
  call: Call;
  step: number;
  index: number;
  timeoutMs: number;
}

/** What one call returned this time, or why it could not be executed. */
export type ReExecution =
  { ok: boolean; textHash: string; preview: string } | { refused: string; message: string };
