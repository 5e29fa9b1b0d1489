import { isGrpcServiceError } from '@temporalio/client';

/** gRPC codes of a server that cannot answer just now: deadline exceeded, unavailable, resource exhausted. */
const TRANSIENT = new Set([4, 8, 14]);

/** Whether an error of Temporal's client may pass: the server is restarting, or nobody answers a query in time. */
export function isTransient(error: unknown): boolean {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth += 1) {
    if (isGrpcServiceError(inner)) return TRANSIENT.has(inner.code);
  }
  return false;
}
