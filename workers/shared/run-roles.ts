import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Config } from '../../contracts/config';
import type { WorkerRole } from '../../contracts/names';
import { configFingerprint } from '../../core/config/fingerprint';
import { secretValues } from '../../core/config/secrets';
import { buildContext } from './build-context';
import { startHealthServer } from './health-server';
import { createLogger, temporalLogger } from './logger';
import { createRoleWorkers, type RoleWorker } from './role-workers';
import { temporalAddress } from '../../runtime/temporal-address';

export interface RunningRoles {
  healthPort: number;
  /** Resolves when every worker has stopped; rejects when one has failed. */
  stopped: Promise<void>;
  /** Stops taking work, lets running work finish within the grace time, then cancels it. */
  drain(): void;
}

/** Runs the workers of some roles in this process. One call a process: Temporal's runtime is installed here. */
export async function runRoles(input: {
  roles: WorkerRole[];
  config: Config;
  cwd: string;
  workflowBundlePath: string;
  concurrency?: number;
  healthHost: string;
}): Promise<RunningRoles> {
  const { roles, config } = input;
  const log = createLogger({
    level: config.log.level,
    secrets: secretValues(config),
    base: { program: 'forerun-worker', roles: roles.join('+'), pid: process.pid },
  });
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const { address, namespace, connection: options } = temporalAddress();
  const connection = await NativeConnection.connect(options);
  const client = new Client({ connection: await Connection.connect(options), namespace });
  const context = buildContext({ config, client, log, cwd: input.cwd });
  const identity = `forerun/${roles.join('+')}/${configFingerprint(config)}/${process.pid}@${hostname()}`;
  const workers: RoleWorker[] = [];
  for (const role of roles) {
    workers.push(
      ...(await createRoleWorkers(role, {
        context,
        connection,
        namespace,
        workflowBundlePath: input.workflowBundlePath,
        concurrency: input.concurrency,
        identity,
      })),
    );
  }
  const running = workers.map(({ worker }) => worker.run());
  const health = await startHealthServer(
    { workers: () => Object.fromEntries(workers.map(({ queue, worker }) => [queue, worker.getState()])) },
    { port: config.workers.healthPort, host: input.healthHost },
  );
  log.info(
    { address, namespace, queues: workers.map(({ queue }) => queue), healthPort: health.port },
    'workers are running',
  );
  const drain = (): void => {
    for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    healthPort: health.port,
    drain,
    stopped: settleAll(running, drain).finally(async () => {
      await health.close();
      await client.connection.close();
      await connection.close();
    }),
  };
}

/** Waits for all; the first failure drains the others and is thrown when they have stopped. */
async function settleAll(running: Promise<void>[], drain: () => void): Promise<void> {
  const results = await Promise.allSettled(
    running.map((run) => run.catch((error: unknown) => (drain(), Promise.reject(error as Error)))),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
