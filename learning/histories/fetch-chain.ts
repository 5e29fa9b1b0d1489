import type { Client } from '@temporalio/client';
import type { WireEvent } from './wire-event';

/** One execution of a workflow: its events as the server returned them. */
export interface FetchedHistory {
  runId: string;
  events: WireEvent[];
}

/**
 * The histories of a workflow, in order: one, or more where it continued as new. Throws the client's errors, among them
 * WorkflowNotFoundError where the workflow, or an earlier part of it, is not there any more.
 */
export async function fetchChain(client: Client, workflowId: string): Promise<FetchedHistory[]> {
  const { runId: lastId } = await client.workflow.getHandle(workflowId).describe();
  const fetched = new Map<string, FetchedHistory>();
  const fetch = async (runId: string): Promise<FetchedHistory> => {
    const known = fetched.get(runId);
    if (known) return known;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const part = { runId, events: history.events ?? [] };
    fetched.set(runId, part);
    return part;
  };
  const last = await fetch(lastId);
  const firstId = last.events[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? lastId;
  const chain: FetchedHistory[] = [];
  for (let runId: string | undefined = firstId; runId !== undefined;) {
    const part = await fetch(runId);
    chain.push(part);
    runId =
      part.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId || undefined;
  }
  return chain;
}
