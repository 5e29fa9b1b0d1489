import { z } from 'zod';
import type { SpeculationBudget } from './gate';
import type { Arm, RunInput, RunStatus } from './run';

/** One run of a batch: everything of its input that differs from the batch's. */
export const PlannedRun = z.object({
  workflowId: z.string().min(1),
  token: z.string().min(1),
  taskId: z.string().min(1),
  title: z.string(),
  taskHash: z.string(),
  level: z.string(),
  arm: z.enum(['baseline', 'speculate']),
  lookahead: z.number().int().min(0),
  root: z.object({ id: z.string(), depth: z.number().int().min(0) }),
});
export type PlannedRun = z.infer<typeof PlannedRun>;

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
  /** Beyond this many history events no run is started until the batch has continued as new; 4,000 where it is absent. */
  maxHistoryEvents?: number;
  /** What all runs together may use for speculation, and how many of them speculate; no limit where it is absent. */
  budget?: { total: SpeculationBudget; runs: number };
  carried?: { next: number; finished: FinishedRun[]; stopRequested: boolean; ledger?: BatchLedger };
}

/** A batch's budget for speculation: what is used for good, and what its runs hold. Plain data, safe as JSON. */
export interface BatchLedger {
  total: SpeculationBudget;
  /** Of runs that have ended. */
  used: SpeculationBudget;
  /** By workflow id, from a run's start to its end. */
  grants: Record<string, SpeculationBudget>;
  /** Runs that speculate, and those of them that have had their grant. */
  runs: number;
  granted: number;
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
  /** The batch's budget for speculation, where it has one. */
  speculation?: BatchLedger;
}

export interface BatchOutcome {
  batchId: string;
  finished: FinishedRun[];
  /** As in the progress. */
  speculation?: BatchLedger;
}
