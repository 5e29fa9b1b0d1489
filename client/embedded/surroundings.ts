import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import type { Config } from '../../contracts/config';
import type { Environment } from '../../core/config/settings-from-environment';
import { ForerunError } from '../../contracts/errors';
import { connectClient } from '../../runtime/connect-client';
import { openStore } from '../../store/open-store';
import { ensureSearchAttributes } from '../sdk/search-attributes';
import { findServer, type FoundServer } from './find-server';
import { findWorkers } from './find-workers';

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
  const { config, forerunDir, log } = input;
  let lose: (error: ForerunError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => undefined);
  const server = await findServer({
    forerunDir,
    useConfigured: input.useConfigured,
    environment: input.environment,
    uiUrl: config.temporal.uiUrl,
    log,
    onLost: (reason) => lose(serverLost(reason)),
  });
  try {
    const client = await connectClient(server.where);
    const workers = await findWorkers({
      client,
      config,
      ...(input.configPath === undefined ? {} : { configPath: input.configPath }),
      forerunDir,
      server,
      log,
      onLost: lose,
    });
    const close = async (): Promise<void> => {
      await client.connection.close();
      await server.release();
    };
    const searchAttributes = await ensureSearchAttributes(client, (reason) =>
      log(`warning: runs are started without search attributes, which the namespace lacks: ${reason}`),
    );
    return {
      client,
      server,
      config: workers.config,
      store: openStore(workers.config.store, { cwd: input.cwd }),
      searchAttributes,
      embeddedWorkers: workers.kind !== 'running',
      ...(workers.log === undefined ? {} : { workersLog: workers.log }),
      lost,
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
  } catch (error) {
    await server.release();
    throw error;
  }
}

const serverLost = (reason: string): ForerunError =>
  new ForerunError({
    code: 'temporal_lost',
    blame: 'system',
    message: `the Temporal server is gone: ${reason}`,
    remedy: 'Runs are durable: start the command again, a batch with --resume.',
  });
