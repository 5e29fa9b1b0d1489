import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { ForerunError } from '../contracts/errors';

/** Where the Temporal server is, as `@temporalio/envconfig` reads it from the environment and its own file. */
export function temporalAddress(): {
  connection: ClientConnectConfig['connectionOptions'];
  namespace: string;
  address: string;
} {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig();
    return {
      connection: connectionOptions,
      namespace: namespace ?? 'default',
      address: connectionOptions.address ?? 'localhost:7233',
    };
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
