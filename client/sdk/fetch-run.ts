import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { fetchChain } from '../../learning/histories/fetch-chain';
import { readRunHistory, type RunHistory } from '../../learning/histories/run-history';

/** A run's whole history, over all its parts. Undefined where the server has none of it (any more). */
export async function fetchRun(client: Client, workflowId: string): Promise<RunHistory | undefined> {
  try {
    return readRunHistory(workflowId, await fetchChain(client, workflowId));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
