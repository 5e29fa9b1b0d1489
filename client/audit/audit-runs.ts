import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import { mapBounded } from '../../store/map-bounded';
import { fetchRun } from '../sdk/fetch-run';
import { historyGone } from '../sdk/unfinished-run';
import { auditRun, type RunAudit } from './audit-run';
import { reExecuteClaims, type ReExecutor } from './re-execute';

const RUNS_AT_A_TIME = 4;

/** A run that could not be audited, and why. */
export interface Unaudited {
  workflow_id: string;
  error: { code: string; message: string; remedy?: string };
}

export interface AuditReport {
  audits: RunAudit[];
  unaudited: Unaudited[];
}

/** Audits runs by their workflow ids, in their order. Never throws for one of them; throws what the server throws. */
export async function auditRuns(input: {
  client: Client;
  store: BlobStore;
  workflowIds: readonly string[];
  /** Execute claimed calls of `pure` tools once more, there. */
  reExecute?: ReExecutor;
}): Promise<AuditReport> {
  const results = await mapBounded(input.workflowIds, RUNS_AT_A_TIME, (workflowId) => one(input, workflowId));
  return {
    audits: results.flatMap((result) => ('error' in result ? [] : [result])),
    unaudited: results.flatMap((result) => ('error' in result ? [result] : [])),
  };
}

async function one(
  { client, store, reExecute }: Parameters<typeof auditRuns>[0],
  workflowId: string,
): Promise<RunAudit | Unaudited> {
  try {
    const history = await fetchRun(client, workflowId);
    if (!history) return unaudited(workflowId, historyGone(workflowId));
    const { audit, run } = await auditRun(history, store);
    if (!reExecute || !run) return audit;
    const { executed, findings } = await reExecuteClaims(run, reExecute);
    return { ...audit, reexecuted: executed, findings: [...audit.findings, ...findings] };
  } catch (error) {
    if (error instanceof ForerunError) return unaudited(workflowId, error);
    throw error;
  }
}

const unaudited = (workflowId: string, { code, message, remedy }: ForerunError): Unaudited => ({
  workflow_id: workflowId,
  error: { code, message, ...(remedy === undefined ? {} : { remedy }) },
});
