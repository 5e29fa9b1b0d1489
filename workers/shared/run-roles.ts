import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import {
  GracefulShutdownPeriodExpiredError,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  type Logger,
} from '@temporalio/worker';
import type { Config } from '../../contracts/config';
import { configFingerprint } from '../../core/config/fingerprint';
import { missingKeys } from '../../core/config/missing-keys';
import { assertNamespace } from '../../runtime/assert-namespace';
import { connectClient, unreachable } from '../../runtime/connect-client';
import type { TemporalAddress } from '../../runtime/temporal-address';
import { startHealthServer } from './health-server';
import type { Scrubber } from './scrubber';
import { temporalPulse } from './temporal-pulse';
import type { Role, RoleHost, RoleWorker } from './worker-role';

export interface RunRolesInput {
  roles: Role[];
  config: Config;
  temporal: TemporalAddress;
  log: Logger;
  scrubber: Scrubber;
  cwd: string;
  environment: RoleHost['environment'];
  workflowBundlePath: string;
  concurrency?: number;
}

export interface RunningRoles {
  healthPort: number;
  /** Resolves when every worker has stopped and everything is closed; rejects when one has failed. */
  stopped: Promise<void>;
  /** Stops taking work, lets running work finish within the grace time, then cancels it. */
  drain(): void;
}

/**
 * Runs the workers of some roles in this process. One call a process: Temporal's runtime is installed here. Throws
 * ForerunError where the server, the namespace, the workflow bundle or the port of `/healthz` are not to be had; then
 * nothing stays open.
 */
export async function runRoles(input: RunRolesInput): Promise<RunningRoles> {
  const { config, log, roles, temporal } = input;
  warnOfMissingKeys(input);
  let pulse: () => Promise<boolean> = () => Promise.resolve(false);
  const workers: RoleWorker[] = [];
  const states = (): Record<string, string> =>
    Object.fromEntries(workers.map(({ queue, worker }) => [queue, worker.getState()]));
  const health = await startHealthServer(
    { workers: states, temporal: () => pulse() },
    { port: config.workers.healthPort, host: config.workers.healthHost },
  );
  const closing: (() => Promise<unknown> | void)[] = [() => health.close()];
  const close = async (): Promise<void> => {
    const ends: PromiseSettledResult<unknown>[] = [];
    for (const step of closing.toReversed()) ends.push(...(await Promise.allSettled([step()])));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  };
  try {
    installRuntime(log);
    const { client, connection } = await connect(temporal, closing);
    pulse = temporalPulse(client.connection);
    const host = roleHost(input, client, connection);
    for (const role of roles) closing.push(() => role.close?.());
    for (const role of roles) await role.verify?.(host);
    for (const role of roles) workers.push(...(await role.createWorkers(host)));
  } catch (error) {
    // A connection that workers have been made on refuses to be closed; why they could not be made is what matters.
    await close().catch(() => undefined);
    throw error;
  }
  const drain = (): void => {
    for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = workers.map(({ worker }) => worker.run());
  const queues = workers.map(({ queue }) => queue);
  const { address, namespace } = temporal;
  log.info('workers are running', { address, namespace, queues, healthPort: health.port });
  return { healthPort: health.port, drain, stopped: settleAll(running, drain, log).finally(close) };
}

/** No problem of the start: the runs of these workers may never need them. */
function warnOfMissingKeys({ roles, config, log }: RunRolesInput): void {
  const missing = new Map<string, { text: string; roles: string[] }>();
  for (const { name, uses } of roles)
    for (const { where, problem, remedy } of missingKeys(config, ...uses(config))) {
      const entry = missing.get(where) ?? { text: `${problem}. ${remedy}`, roles: [] };
      missing.set(where, { ...entry, roles: [...entry.roles, name] });
    }
  for (const [where, { text, roles: names }] of missing)
    log.warn(`${names.join(', ')}: ${text}`, { missing: where, roles: names });
}

/** Speculation outlives the run that it was for; the core warns of each such activity when it ends. */
const EXPECTED_WARNINGS = 'temporalio_sdk_core::worker::activities=ERROR';

function installRuntime(log: Logger): void {
  const filter = makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' });
  Runtime.install({
    logger: log,
    shutdownSignals: [],
    // Without `forward` the core would write to standard output, past our log and its scrubbing.
    telemetryOptions: { logging: { forward: {}, filter: `${filter},${EXPECTED_WARNINGS}` } },
  });
}

async function connect(
  temporal: TemporalAddress,
  closing: (() => Promise<unknown> | void)[],
): Promise<{ client: Client; connection: NativeConnection }> {
  const client = await connectClient(temporal);
  closing.push(() => client.connection.close());
  await assertNamespace(client, temporal);
  const connection = await NativeConnection.connect(temporal.connection).catch((cause: unknown) =>
    Promise.reject(unreachable(temporal, cause)),
  );
  closing.push(() => connection.close());
  return { client, connection };
}

function roleHost(input: RunRolesInput, client: Client, connection: NativeConnection): RoleHost {
  const { config, roles, scrubber, cwd, environment, workflowBundlePath, concurrency } = input;
  const names = roles.map(({ name }) => name).join('+');
  return {
    config,
    client,
    connection,
    scrubber,
    cwd,
    environment,
    workflowBundlePath,
    namespace: input.temporal.namespace,
    identity: `forerun/${names}/${configFingerprint(config)}/${process.pid}@${hostname()}`,
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

/** Waits for all; the first failure drains the others and is thrown when they have stopped. */
async function settleAll(running: Promise<void>[], drain: () => void, log: Logger): Promise<void> {
  const results = await Promise.allSettled(
    running.map((run) => run.catch((error: unknown) => (drain(), Promise.reject(error as Error)))),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return;
  if (failed.reason instanceof GracefulShutdownPeriodExpiredError)
    log.error('activities did not let go when they were cancelled; they are left behind');
  throw failed.reason;
}
