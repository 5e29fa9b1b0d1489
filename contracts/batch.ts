import type { Arm, RunInput, RunStatus } from './run';

/** One run of a batch: everything of its input that differs from the batch's. */
export interface PlannedRun {
  workflowId: string;
  token: string;
  taskId: string;
  title: string;
  taskHash: string;
  level: string;
  arm: Arm;
  lookahead: number;
  root: RunInput['root'];
}

/** Input of the batch-run workflow; the plan itself (`PlannedRun[]` as JSON) is a stored blob. */
export interface BatchInput {
  batchId: string;
  storeId: string;
  planHash: string;
  total: number;
  /** Runs at a time. */
  window: number;
  template: Omit<RunInput, 'token' | 'taskId' | 'title' | 'taskHash' | 'arm' | 'root' | 'carried'>;
  model: string;
  /** Search attributes are registered in the namespace. */
  searchAttributes: boolean;
  carried?: { next: number; finished: FinishedRun[]; stopRequested: boolean };
}

export interface FinishedRun {
  workflowId: string;
  taskId: string;
  arm: Arm;
  status: RunStatus;
}

/** Answer of the batch's `progress` query. */
export interface BatchProgress {
  total: number;
  started: number;
  running: string[];
  finished: FinishedRun[];
}

export interface BatchOutcome {
  batchId: string;
  finished: FinishedRun[];
}
