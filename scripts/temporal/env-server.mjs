import { ScriptError } from '../shared/script-error.mjs';

/**
 * The server that the user's own settings name: TEMPORAL_ADDRESS and the other names of @temporalio/envconfig,
 * or their profile file. Throws where they name none.
 */
export async function readEnvServer() {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = loadClientConnectConfig();
  if (connectionOptions.address) {
    return { address: connectionOptions.address, namespace: namespace ?? 'default' };
  }
  throw new ScriptError({
    code: 'temporal_address_missing',
    blame: 'user',
    message: '--use-env is given, but neither TEMPORAL_ADDRESS nor a Temporal profile file names a server',
    remedy:
      'Set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE), or leave --use-env out to use an embedded server.',
  });
}
