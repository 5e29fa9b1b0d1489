import type { Client } from '@temporalio/client';
import { connectClient } from '../../runtime/connect-client';
import { findServer, type FoundServer } from '../embedded/find-server';
import type { Io } from './io';
import { openCommand, type OpenedCommand } from './open-command';

/** A server to look at, without workers of this command's. */
export interface OpenedServer extends OpenedCommand {
  client: Client;
  server: FoundServer;
}

/** Opens the server for a command that looks or signals only, and closes it afterwards. */
export async function withServer<T>(
  input: { io: Io; configPath?: string },
  work: (opened: OpenedServer) => Promise<T>,
): Promise<T> {
  const { io } = input;
  const opened = await openCommand({ configPath: input.configPath });
  const server = await findServer({
    forerunDir: opened.forerunDir,
    useConfigured: true,
    environment: opened.environment,
    uiUrl: opened.config.temporal.uiUrl,
    log: () => undefined,
    onLost: (reason) => io.note(`error: the Temporal server is gone: ${reason}`),
  });
  io.note(`Temporal ${server.where.address}, namespace ${server.where.namespace}`);
  try {
    const client = await connectClient(server.where);
    try {
      return await work({ ...opened, client, server });
    } finally {
      await client.connection.close();
    }
  } finally {
    await server.release();
  }
}
