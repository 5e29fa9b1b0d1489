import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { ForerunError } from '../contracts/errors';

/** Where a Temporal server is, and how to connect to it. */
export interface TemporalAddress {
  connection: ClientConnectConfig['connectionOptions'];
  namespace: string;
  address: string;
}

/** Where the Temporal server is, as `@temporalio/envconfig` reads it from the environment and its own file. */
export function temporalAddress(): TemporalAddress {
  const { connectionOptions, namespace } = readSettings();
  return {
    connection: connectionOptions,
    namespace: namespace ?? 'default',
    address: connectionOptions.address ?? 'localhost:7233',
  };
}

/** The server that the user's settings name; undefined where they name none. */
export function configuredTemporal(): TemporalAddress | undefined {
  return readSettings().connectionOptions.address === undefined ? undefined : temporalAddress();
}

function readSettings(): ClientConnectConfig {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new ForerunError({
      code: 'temporal_config_invalid',
      blame: 'user',
      message: `the Temporal connection settings cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      remedy:
        'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS… and the file that TEMPORAL_CONFIG_FILE names.',
      cause: error,
    });
  }
}
