import { connectClient } from '../../../runtime/connect-client';
import { judge } from '../../embedded/find-workers';
import { findServer } from '../../embedded/find-server';
import { programPath } from '../../embedded/package-root';
import { WORKER_FLAGS } from '../../embedded/worker-flags';
import type { Cli } from '../cli';
import { processIo } from '../io';
import { openCommand } from '../open-command';
import { runProgram } from '../run-program';

export interface WorkerOptions {
  concurrency?: number;
  config?: string;
}

/** A worker program in the foreground, until Ctrl-C. Returns its exit code. */
export async function worker(cli: Cli, roles: readonly string[], options: WorkerOptions): Promise<number> {
  const io = processIo(true);
  const { config, environment, configPath, forerunDir } = await openCommand({
    configPath: options.config,
  });
  const server = await findServer({
    forerunDir,
    useConfigured: true,
    environment,
    uiUrl: config.temporal.uiUrl,
    log: io.note,
    onLost: (reason) => io.note(`error: the Temporal server is gone: ${reason}`),
  });
  const { address, namespace } = server.where;
  const client = await connectClient(server.where);
  const others = await judge(client, config);
  await client.connection.close();
  if (others.kind === 'foreign') {
    io.note(
      `warning: workers of another configuration serve these queues (${others.identities.slice(0, 3).join(', ')}); runs may be decided by either. ` +
        'Stop them, or set FORERUN_QUEUE_PREFIX.',
    );
  }
  const embedded =
    server.kind === 'configured' ? {} : { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const concurrency = options.concurrency === undefined ? [] : ['--concurrency', String(options.concurrency)];
  const from = configPath === undefined ? [] : ['--config', configPath];
  const exitCode = await runProgram(cli, {
    program: programPath('workers/main.js'),
    args: [...roles, ...concurrency, ...from],
    nodeFlags: WORKER_FLAGS,
    env: { ...process.env, ...embedded },
  });
  await server.release();
  return exitCode;
}
