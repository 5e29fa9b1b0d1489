import type { Client } from '@temporalio/client';
import { readHistory, type HistoryTimes } from './read-history';

/** The histories of a run, in order: one, or more where it continued as new. */
export async function fetchHistories(client: Client, workflowId: string): Promise<HistoryTimes[]> {
  const last = await client.workflow.getHandle(workflowId).describe();
  const histories: HistoryTimes[] = [];
  let runId = await firstRunId(client, workflowId, last.runId);
  for (;;) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const times = readHistory(history.events ?? []);
    histories.push(times);
    if (times.continuedAs === undefined) return histories;
    runId = times.continuedAs;
  }
}

/** The chain's first run: the one that every later run names. */
async function firstRunId(client: Client, workflowId: string, runId: string): Promise<string> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return history.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? runId;
}
