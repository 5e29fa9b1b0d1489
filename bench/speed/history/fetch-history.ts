import type { Client } from '@temporalio/client';
import { fetchChain } from '../../../learning/histories/fetch-chain';
import { readHistory, type HistoryTimes } from './read-history';

/** The histories of a run, in order: one, or more where it continued as new. */
export async function fetchHistories(client: Client, workflowId: string): Promise<HistoryTimes[]> {
  const chain = await fetchChain(client, workflowId);
  return chain.map(({ events }) => readHistory(events));
}
