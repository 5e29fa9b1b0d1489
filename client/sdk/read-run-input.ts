import type { Client } from '@temporalio/client';
import type { RunInput } from '../../contracts/run';

/** The input of a run as its history has it; of the latest execution where it continued as new. */
export async function readRunInput(client: Client, workflowId: string): Promise<RunInput | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const payload = started?.input?.payloads?.[0];
  if (!payload) return undefined;
  return client.options.loadedDataConverter.payloadConverter.fromPayload<RunInput>(payload);
}
