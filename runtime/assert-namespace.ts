import { isGrpcServiceError, type Client } from '@temporalio/client';
import { ForerunError } from '../contracts/errors';
import { refusal, unreachable } from './connect-client';
import type { TemporalAddress } from './temporal-address';

const NOT_FOUND = 5;
const DEADLINE_MS = 5_000;

/**
 * Asks the server for the client's namespace, so that a wrong name is told before any worker waits on it for ever.
 * Throws ForerunError `namespace_missing`, `temporal_refused`, `temporal_unreachable`.
 */
export async function assertNamespace(client: Client, where: TemporalAddress): Promise<void> {
  const { connection } = client;
  try {
    await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      connection.workflowService.describeNamespace({ namespace: where.namespace }),
    );
  } catch (cause) {
    if (!isGrpcServiceError(cause) || cause.code !== NOT_FOUND)
      throw refusal(where, cause) ?? unreachable(where, cause);
    throw new ForerunError({
      code: 'namespace_missing',
      blame: 'user',
      retryable: true,
      message: `the Temporal server at ${where.address} has no namespace "${where.namespace}"`,
      remedy: `Correct TEMPORAL_NAMESPACE, or create it: temporal operator namespace create --namespace ${where.namespace}`,
      cause,
    });
  }
}
