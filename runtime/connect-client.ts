import { Client, Connection } from '@temporalio/client';
import { ForerunError } from '../contracts/errors';
import type { TemporalAddress } from './temporal-address';

const CONNECT_TIMEOUT = '10s';

/** A Temporal client. The caller closes its connection. Throws ForerunError `temporal_unreachable`. */
export async function connectClient(input: TemporalAddress): Promise<Client> {
  try {
    const connection = await Connection.connect({ ...input.connection, connectTimeout: CONNECT_TIMEOUT });
    return new Client({ connection, namespace: input.namespace });
  } catch (cause) {
    throw new ForerunError({
      code: 'temporal_unreachable',
      blame: 'user',
      message: `no Temporal server answers at ${input.address}: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy:
        'Start it, correct TEMPORAL_ADDRESS, or unset TEMPORAL_ADDRESS to use the embedded server (`forerun dev`).',
      cause,
    });
  }
}
