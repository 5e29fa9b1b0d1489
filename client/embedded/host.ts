import { readFileSync } from 'node:fs';
import type { Environment } from '../../core/config/settings-from-environment';
import { connectClient } from '../../runtime/connect-client';
import { configuredTemporal, type TemporalAddress } from '../../runtime/temporal-address';
import { readConfig } from '../../store/read-config';
import { hostFiles, hostSocket, writeHostState, type HostOptions, type HostState } from './host-files';
import { openLeaseDesk } from './lease-desk';
import { openWork, type OpenWork } from './open-work';
import { temporalScripts } from './scripts';
import { superviseWorkers } from './supervise-workers';

const CHECK_MS = 1_000;
/** The server's list of open runs lags behind by so much, more on a busy machine: till then a run may have ended. */
const LIST_LAG_MS = 4_000;
/** Time for ended runs to be learned from: it goes on with the next workers, but soon is better. */
const LEARNING_MS = 12_000;
const LOG_LINES = 8;
/** Time for the command that started the host to take its lease. */
const FIRST_LEASE_MS = 15_000;

const log = (line: string): void => console.error(`${new Date().toISOString()} workers' host: ${line}`);

/**
 * Runs embedded workers for as long as commands hold leases or runs are open on their queues; holds the Temporal server
 * meanwhile, and drains the workers before it lets go. The caller holds the lock. Resolves with the exit code.
 */
export async function runHost(options: HostOptions): Promise<number> {
  const files = hostFiles(options);
  const socket = await hostSocket(files.state);
  let state: HostState = {
    status: 'starting',
    pid: process.pid,
    socket,
    fingerprint: options.fingerprint,
    queuePrefix: options.queuePrefix,
    log: files.log,
  };
  const publish = (changes: Partial<HostState>): void => {
    state = { ...state, ...changes };
    writeHostState(files.state, state);
  };

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
  const workers = superviseWorkers(
    { env: workersEnvironment(options, temporal.where), configPath: options.configPath },
    {
      log,
      onReady: (workersPid) => {
        log(`the workers are ready (pid ${workersPid})`);
        publish({ status: 'ready', workersPid });
        void desk.announce({ type: 'ready', workersPid });
      },
      onExit: (reason) => void desk.announce({ type: 'restarting', reason }),
    },
  );
  const since: Partial<Record<OpenWork, number>> = {};
  const lasts = (work: OpenWork, open: OpenWork | undefined): number => {
    since[work] = open === work ? (since[work] ?? Date.now()) : undefined;
    return Date.now() - (since[work] ?? Date.now());
  };
  idle.watch(
    async () => {
      const open = await openWork(client, options.queuePrefix);
      if (lasts('runs', open) >= LIST_LAG_MS) desk.stay('runs are open on its queues');
      const learningMs = lasts('learning', open);
      return open === 'runs' || (open === 'learning' && learningMs < LEARNING_MS);
    },
    () => stopAsked.resolve('nobody needs the workers any more'),
  );

  const failure = await Promise.race([
    workers.ended,
    stopAsked.promise.then((reason) => (log(`stopping: ${reason}`), undefined)),
  ]);
  idle.end();
  if (failure !== undefined) {
    log(failure);
    await desk.announce({ type: 'failed', reason: failure, details: logTail(files.log) });
  }
  await workers.stop();
  await desk.close();
  publish({ status: 'stopped' });
  await client.connection.close();
  await temporal.release();
  return failure === undefined ? 0 : 1;
}

/** The child's environment: ours, with the server that we hold and the queues that we were asked to serve. */
function workersEnvironment(options: HostOptions, where: TemporalAddress): NodeJS.ProcessEnv {
  const server = options.temporal
    ? {}
    : { TEMPORAL_ADDRESS: where.address, TEMPORAL_NAMESPACE: where.namespace };
  return { ...process.env, ...server, FORERUN_QUEUE_PREFIX: options.queuePrefix, FORERUN_HEALTH_PORT: '0' };
}

/** The environment as the command saw it that asked for us: it runs in the same folder. */
async function environmentOf({ configPath }: HostOptions): Promise<Environment> {
  const { environment } = await readConfig({ cwd: process.cwd(), env: process.env, configPath });
  return environment;
}

async function serverFor(
  options: HostOptions,
  onLost: (reason: string) => void,
): Promise<{ where: TemporalAddress; release(): Promise<void> }> {
  const configured = options.temporal && configuredTemporal(await environmentOf(options));
  if (configured) return { where: configured, release: () => Promise.resolve() };
  const { acquireServer } = await temporalScripts();
  const server = await acquireServer({
    mode: 'file',
    forerunDir: options.forerunDir,
    log,
    onEvent: (event) => {
      if (event.type === 'lost') onLost(event.reason);
    },
  });
  const { address, namespace } = server;
  return { where: { address, namespace, connection: { address } }, release: () => server.release() };
}

interface IdleWatch {
  busy(): void;
  /** Nobody holds a lease; so much of the grace time is given up. */
  empty(lessMs: number): void;
  /** From here on: once nobody has held a lease for the grace time and no work is open, twice in a row, calls `onIdle`. */
  watch(hasWork: () => Promise<boolean>, onIdle: () => void): void;
  end(): void;
}

function createIdleWatch(graceMs: number): IdleWatch {
  let emptySinceMs: number | undefined = Date.now() + FIRST_LEASE_MS;
  let quietChecks = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    busy: () => {
      emptySinceMs = undefined;
      quietChecks = 0;
    },
    empty: (lessMs) => (emptySinceMs = Date.now() - lessMs),
    watch: (hasWork, onIdle) => {
      const check = async (): Promise<void> => {
        const idle = emptySinceMs !== undefined && Date.now() - emptySinceMs >= graceMs;
        quietChecks = idle && !(await hasWork().catch(() => true)) ? quietChecks + 1 : 0;
        if (quietChecks >= 2 && emptySinceMs !== undefined) onIdle();
        else timer = setTimeout(() => void check(), CHECK_MS);
      };
      timer = setTimeout(() => void check(), CHECK_MS);
    },
    end: () => clearTimeout(timer),
  };
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

function logTail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  } catch {
    return '';
  }
}
