import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import type { Config } from '../../contracts/config';
import type { Environment } from '../../core/config/settings-from-environment';
import type { ForerunError } from '../../contracts/errors';
import { connectClient } from '../../runtime/connect-client';
import { openStore } from '../../store/open-store';
import { ensureSearchAttributes } from '../sdk/search-attributes';
import { findServer, type FoundServer } from './find-server';
import { findWorkers } from './find-workers';
import { openLoss, temporalLost } from './loss';

const START_AGAIN = 'Runs are durable: start the command again, a batch with --resume.';

/** Everything around a command that starts runs: a server, workers, the store. Held until `release`. */
export interface Surroundings {
  client: Client;
  server: FoundServer;
  /** Under which the workers serve; its queue prefix may differ from the one that was read. */
  config: Config;
  store: BlobStore;
  /** Forerun's search attributes may be set. */
  searchAttributes: boolean;
  /** Whether workers had to be brought up, or joined, that end with their last command. */
  embeddedWorkers: boolean;
  /** Log of the embedded workers. */
  workersLog?: string;
  /** Rejects when server or workers are lost for good; never resolves. */
  lost: Promise<never>;
  release(): Promise<void>;
  /** The same, and waits until embedded workers are drained; returns why they stay, where they do. */
  leave(): Promise<string | undefined>;
}

export interface SurroundingsInput {
  config: Config;
  /** The file that `--config` names, absolute. */
  configPath?: string;
  cwd: string;
  forerunDir: string;
  /** Whether TEMPORAL_ADDRESS and its like count; without it only an embedded server is used. */
  useConfigured: boolean;
  /** The process's environment and what `.env` adds to it. */
  environment: Environment;
  log: (line: string) => void;
}

/**
 * Brings up what a command needs, or joins what is there: Temporal server, workers with this configuration, store and
 * search attributes. Says on `log` what was started. Throws ForerunError.
 */
export async function openSurroundings(input: SurroundingsInput): Promise<Surroundings> {
  const { lost, lose } = openLoss();
  const server = await findServer({
    forerunDir: input.forerunDir,
    useConfigured: input.useConfigured,
    environment: input.environment,
    uiUrl: input.config.temporal.uiUrl,
    log: input.log,
    onLost: (reason) => lose(temporalLost(reason, START_AGAIN)),
  });
  try {
    return { server, lost, ...(await openOn(server, input, lose)) };
  } catch (error) {
    await server.release();
    throw error;
  }
}

async function openOn(
  server: FoundServer,
  { config, configPath, cwd, forerunDir, log }: SurroundingsInput,
  onLost: (error: ForerunError) => void,
): Promise<Omit<Surroundings, 'server' | 'lost'>> {
  const client = await connectClient(server.where);
  const workers = await findWorkers({
    client,
    config,
    ...(configPath === undefined ? {} : { configPath }),
    forerunDir,
    server,
    log,
    onLost,
  });
  const searchAttributes = await ensureSearchAttributes(client, log);
  const close = async (): Promise<void> => {
    await client.connection.close();
    await server.release();
  };
  return {
    client,
    config: workers.config,
    store: openStore(workers.config.store, { cwd }),
    searchAttributes,
    embeddedWorkers: workers.kind !== 'running',
    ...(workers.log === undefined ? {} : { workersLog: workers.log }),
    release: async () => {
      workers.release();
      await close();
    },
    leave: async () => {
      const reason = await workers.leave();
      await close();
      return reason;
    },
  };
}
