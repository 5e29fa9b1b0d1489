import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { ForerunError, messageOf } from '../contracts/errors';
import type { TemporalAddress } from './temporal-address';

const CONNECT_TIMEOUT = '5s';

/** gRPC's numbers: an address that answers, but not to us. */
const REFUSALS = new Map([
  [7, 'permission denied'],
  [16, 'not authenticated'],
]);

/**
 * A Temporal client. The caller closes its connection. Throws ForerunError `temporal_unreachable` within seconds where
 * nobody answers, `temporal_refused` where the server wants another key.
 */
export async function connectClient(input: TemporalAddress): Promise<Client> {
  try {
    const connection = await Connection.connect({ ...input.connection, connectTimeout: CONNECT_TIMEOUT });
    return new Client({ connection, namespace: input.namespace });
  } catch (cause) {
    throw refusal(input, cause) ?? unreachable(input, cause);
  }
}

/** The error of a server that answers and does not let us in; undefined where this is another one. */
export function refusal({ address, namespace }: TemporalAddress, cause: unknown): ForerunError | undefined {
  const reason = isGrpcServiceError(cause) ? REFUSALS.get(cause.code) : undefined;
  if (reason === undefined) return undefined;
  return new ForerunError({
    code: 'temporal_refused',
    blame: 'user',
    message: `the Temporal server at ${address} refuses us (${reason}), namespace ${namespace}`,
    remedy:
      'Check TEMPORAL_API_KEY, or the certificates of TEMPORAL_TLS_*, where TEMPORAL_ADDRESS is set, and whether they may use this namespace.',
    cause,
  });
}

/** Nobody answers: another try may find the server up. */
export function unreachable({ address }: TemporalAddress, cause: unknown): ForerunError {
  return new ForerunError({
    code: 'temporal_unreachable',
    blame: 'user',
    retryable: true,
    message: `no Temporal server answers at ${address}: ${messageOf(cause)}`,
    remedy:
      'Start it, correct TEMPORAL_ADDRESS, or unset TEMPORAL_ADDRESS to use the embedded server (`forerun dev`).',
    cause,
  });
}
