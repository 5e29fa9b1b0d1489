import type { Environment } from '../../core/config/settings-from-environment';
import { configuredTemporal, type TemporalAddress } from '../../runtime/temporal-address';
import { temporalScripts } from './scripts';

/** A Temporal server that a command may use until `release`. */
export interface FoundServer {
  where: TemporalAddress;
  /** `configured` is the user's own; the others are Forerun's embedded one. */
  kind: 'configured' | 'joined' | 'started';
  /** Without a trailing slash; empty where it is not known. */
  uiUrl: string;
  release(): Promise<void>;
}

/**
 * The server that the user's settings name; else the embedded one of the `.forerun/` folder, which is started where it
 * does not run. Throws the errors of `scripts/temporal`.
 */
export async function findServer(input: {
  forerunDir: string;
  /** Whether TEMPORAL_ADDRESS and its like count. */
  useConfigured: boolean;
  /** The process's environment and what `.env` adds to it. */
  environment: Environment;
  /** From the configuration; the embedded server knows its own. */
  uiUrl: string;
  /** Is told which server it is. */
  log: (line: string) => void;
  onLost: (reason: string) => void;
}): Promise<FoundServer> {
  const configured = input.useConfigured ? configuredTemporal(input.environment) : undefined;
  const uiUrl = input.uiUrl.replace(/\/+$/, '');
  if (configured) {
    input.log(`Temporal ${configured.address}, namespace ${configured.namespace}`);
    return { where: configured, kind: 'configured', uiUrl, release: () => Promise.resolve() };
  }
  const { acquireServer } = await temporalScripts();
  const server = await acquireServer({
    mode: 'file',
    forerunDir: input.forerunDir,
    log: input.log,
    onEvent: (event) => {
      if (event.type === 'lost') input.onLost(event.reason);
    },
  });
  const { address, namespace } = server;
  return {
    where: { address, namespace, connection: { address } },
    kind: server.joined ? 'joined' : 'started',
    uiUrl: uiUrl === '' ? server.uiUrl : uiUrl,
    release: () => server.release(),
  };
}
