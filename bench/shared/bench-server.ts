import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporalScripts } from '../../client/embedded/scripts';
import { connectClient } from '../../runtime/connect-client';
import { temporalAddress } from '../../runtime/temporal-address';
import type { ServerHandle } from '../../scripts/temporal/index.mjs';

export interface BenchServerOptions {
  /** `file`: a database that survives its server. */
  server: 'memory' | 'file';
  /** The user's server instead of an embedded one. */
  useEnv: boolean;
  log(line: string): void;
}

/** A Temporal server of a benchmark's own, a client of it, and a folder that goes with it. */
export interface BenchServer {
  folder: string;
  server: ServerHandle;
  client: Client;
  /** Ends all three; whoever uses the server has ended before. */
  stop(): Promise<void>;
}

/** Starts a server in a new temporary folder. Throws the errors of what could not be started. */
export async function startBenchServer(name: string, options: BenchServerOptions): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), `forerun-${name}-`));
  const forerunDir = join(folder, '.forerun');
  const { acquireServer, stopServer } = await temporalScripts();
  const server = await acquireServer({
    mode: options.server,
    useEnv: options.useEnv,
    forerunDir,
    graceMs: 0,
    ui: false,
    cli: process.env.FORERUN_TEMPORAL_CLI,
    log: options.log,
  });
  const { address, namespace } = server;
  const client = await connectClient(
    options.useEnv ? temporalAddress() : { address, namespace, connection: { address } },
  );
  const stop = async (): Promise<void> => {
    await client.connection.close();
    await server.release();
    // A server with a database takes a moment to end; it must not write into a folder that is gone.
    await stopServer(forerunDir);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { folder, server, client, stop };
}
