import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { ForerunError, messageOf } from '../contracts/errors';
import type { Environment } from '../core/config/settings-from-environment';
import { temporalEnvironment } from './temporal-environment';

/** Where a Temporal server is, and how to connect to it. */
export interface TemporalAddress {
  connection: ClientConnectConfig['connectionOptions'];
  namespace: string;
  address: string;
}

/**
 * Where the Temporal server is, as `@temporalio/envconfig` reads it. `environment` is the process's with `.env`
 * (`readConfig` returns it). Throws ForerunError `temporal_config_invalid`.
 */
export function temporalAddress(environment: Environment = process.env): TemporalAddress {
  const { connectionOptions, namespace } = readSettings(environment);
  return {
    connection: connectionOptions,
    namespace: namespace ?? 'default',
    address: connectionOptions.address ?? 'localhost:7233',
  };
}

/** The server that the user's settings name; undefined where they name none. */
export function configuredTemporal(environment: Environment = process.env): TemporalAddress | undefined {
  return readSettings(environment).connectionOptions.address === undefined
    ? undefined
    : temporalAddress(environment);
}

function readSettings(environment: Environment): ClientConnectConfig {
  const { variables, withoutFile } = temporalEnvironment(process.env, environment);
  try {
    return loadClientConnectConfig({
      overrideEnvVars: { ...homeOf(process.env), ...variables },
      disableFile: withoutFile,
    });
  } catch (error) {
    throw new ForerunError({
      code: 'temporal_config_invalid',
      blame: 'user',
      message: `the Temporal connection settings cannot be read: ${messageOf(error)}`,
      remedy:
        'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS… and the file that TEMPORAL_CONFIG_FILE names.',
      cause: error,
    });
  }
}

/** What the default place of Temporal's configuration file is made of. */
function homeOf(environment: Environment): Record<string, string> {
  const names = ['HOME', 'XDG_CONFIG_HOME', 'APPDATA', 'USERPROFILE'];
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}
