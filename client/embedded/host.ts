import { readFileSync, statSync } from 'node:fs';
import { connectClient } from '../../runtime/connect-client';
import type { TemporalAddress } from '../../runtime/temporal-address';
import { readConfig } from '../../store/read-config';
import { findServer, type FoundServer } from './find-server';
import { hostFiles, hostSocket, writeHostState, type HostOptions, type HostState } from './host-files';
import { createIdleWatch } from './idle-watch';
import { openLeaseDesk, type LeaseDesk } from './lease-desk';
import { superviseWorkers, type SupervisedWorkers } from './supervise-workers';
import { createWorkWatch } from './work-watch';

const LOG_LINES = 8;

const log = (line: string): void => console.error(`${new Date().toISOString()} workers' host: ${line}`);

/**
 * Runs embedded workers for as long as commands hold leases or runs are open on their queues; holds the Temporal server
 * meanwhile, and drains the workers before it lets go. The caller holds the lock. Resolves with the exit code.
 */
export async function runHost(options: HostOptions): Promise<number> {
  const files = hostFiles(options);
  const logFrom = sizeOf(files.log);
  const socket = await hostSocket(files.state);
  const publish = statePublisher(options, socket);
  const idle = createIdleWatch(options.graceMs);
  const stopAsked = deferred<string>();
  const desk = await openLeaseDesk({
    socket,
    onLease: () => idle.busy(),
    onEmpty: ({ hurry }) => idle.empty(hurry ? options.graceMs : 0),
    onStop: () => stopAsked.resolve('a command asked for it'),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopAsked.resolve(signal));
  process.on('SIGHUP', () => undefined);
  publish({});

  const temporal = await serverFor(options, (reason) => stopAsked.resolve(reason));
  const client = await connectClient(temporal.where);
  publish({ address: temporal.where.address });
  const workers = hostedWorkers(options, temporal.where, { publish, desk });
  const hasWork = createWorkWatch(client, options.queuePrefix, () =>
    desk.stay('runs are open on its queues'),
  );
  idle.watch(hasWork, () => stopAsked.resolve('nobody needs the workers any more'));

  const failure = await Promise.race([
    workers.ended,
    stopAsked.promise.then((reason) => (log(`stopping: ${reason}`), undefined)),
  ]);
  idle.end();
  if (failure !== undefined) {
    log(failure.reason);
    await desk.announce({ type: 'failed', ...failure, details: logTail(files.log, logFrom) });
  }
  await workers.stop();
  await desk.close();
  publish({ status: 'stopped' });
  await client.connection.close();
  await temporal.release();
  return failure === undefined ? 0 : 1;
}

/** The workers, whose news go to the log, to the state and to those who hold leases. */
function hostedWorkers(
  options: HostOptions,
  where: TemporalAddress,
  { publish, desk }: { publish: (changes: Partial<HostState>) => void; desk: LeaseDesk },
): SupervisedWorkers {
  const program = { env: workersEnvironment(options, where), configPath: options.configPath };
  return superviseWorkers(program, {
    log,
    onReady: (workersPid) => {
      log(`the workers are ready (pid ${workersPid})`);
      publish({ status: 'ready', workersPid });
      void desk.announce({ type: 'ready', workersPid });
    },
    onExit: (reason) => void desk.announce({ type: 'restarting', reason }),
  });
}

/** Writes the host's state for those who look for it: what it is, with what has changed so far. */
function statePublisher(options: HostOptions, socket: string): (changes: Partial<HostState>) => void {
  const files = hostFiles(options);
  const { fingerprint, queuePrefix } = options;
  let state: HostState = {
    status: 'starting',
    pid: process.pid,
    socket,
    fingerprint,
    queuePrefix,
    log: files.log,
  };
  return (changes) => {
    state = { ...state, ...changes };
    writeHostState(files.state, state);
  };
}

/** The child's environment: ours, with the server that we hold and the queues that we were asked to serve. */
function workersEnvironment(options: HostOptions, where: TemporalAddress): NodeJS.ProcessEnv {
  const server = options.temporal
    ? {}
    : { TEMPORAL_ADDRESS: where.address, TEMPORAL_NAMESPACE: where.namespace };
  return { ...process.env, ...server, FORERUN_QUEUE_PREFIX: options.queuePrefix, FORERUN_HEALTH_PORT: '0' };
}

/** The server of the command that asked for us, who runs in the same folder and sees the same settings. */
async function serverFor(options: HostOptions, onLost: (reason: string) => void): Promise<FoundServer> {
  const { forerunDir, configPath } = options;
  const useConfigured = options.temporal !== undefined;
  const { environment } = useConfigured
    ? await readConfig({ cwd: process.cwd(), env: process.env, configPath })
    : { environment: {} };
  return findServer({ forerunDir, useConfigured, environment, uiUrl: '', log, onLost });
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** The log's last lines; what stood in it before us is about others. */
function logTail(file: string, from: number): string {
  try {
    return readFileSync(file)
      .subarray(from)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .slice(-LOG_LINES)
      .join('\n');
  } catch {
    return '';
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
