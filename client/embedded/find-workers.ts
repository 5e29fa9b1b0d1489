import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Config } from '../../contracts/config';
import type { ForerunError } from '../../contracts/errors';
import { configFingerprint } from '../../core/config/fingerprint';
import { assessPollers, type WorkersVerdict } from './assess-pollers';
import type { FoundServer } from './find-server';
import { hostFiles, readHostState, type HostOptions } from './host-files';
import { listPollers } from './list-pollers';
import { holdWorkers, type HeldWorkers } from './open-host';
import { lockScripts } from './scripts';

/** Embedded workers stay this long for the next command. */
const GRACE_MS = 10_000;
const LOCK_LIMIT_MS = 180_000;

/** Workers that serve a command's runs. */
export interface FoundWorkers {
  kind: 'running' | 'joined' | 'started';
  /** The configuration under which they serve: the command's own, perhaps with a queue prefix of its own. */
  config: Config;
  /** Log of embedded workers. */
  log?: string;
  release(): void;
  /** The same, and waits until embedded workers are drained; returns why they stay, where they do. */
  leave(): Promise<string | undefined>;
}

/**
 * Finds workers with this configuration, or brings up embedded ones. Workers of another configuration on the same
 * queues are never used: then the embedded ones get queues of their own, and a line says so. Two commands that start
 * at once wait for each other here. Throws ForerunError `workers_failed`.
 */
export async function findWorkers(input: {
  client: Client;
  config: Config;
  /** The file that `--config` names, absolute. */
  configPath?: string;
  forerunDir: string;
  server: FoundServer;
  log: (line: string) => void;
  onLost: (error: ForerunError) => void;
}): Promise<FoundWorkers> {
  const { waitForLock } = await lockScripts();
  const lock = await waitForLock(join(input.forerunDir, 'workers.lock'), {
    timeoutMs: LOCK_LIMIT_MS,
    onWait: () => input.log('another command is bringing up workers; waiting for it'),
  });
  try {
    return await findOrStart(input);
  } finally {
    lock.release();
  }
}

async function findOrStart(input: Parameters<typeof findWorkers>[0]): Promise<FoundWorkers> {
  const { client, config, log } = input;
  const verdict = await judge(client, config);
  const own = hostOptions(input, config);
  switch (verdict.kind) {
    case 'ready': {
      // Our own embedded ones end with their last lease, so they are held; others look after themselves.
      if (isHosted(own)) return hold(input, config, own);
      const leave = (): Promise<string> => Promise.resolve('they are not embedded');
      return { kind: 'running', config, release: () => undefined, leave };
    }
    case 'missing':
      return hold(input, config, own);
    case 'foreign': {
      const apart = withOwnQueues(config);
      log(
        `workers of another configuration serve these queues (${verdict.identities.slice(0, 3).join(', ')}); ` +
          `this command uses workers of its own on queues "${apart.temporal.queuePrefix}…"`,
      );
      return hold(input, apart, hostOptions(input, apart));
    }
  }
}

function isHosted(options: HostOptions): boolean {
  const state = readHostState(hostFiles(options).state);
  return state?.status === 'ready' && isAlive(state.pid);
}

/** What the pollers of a configuration's queues mean for it. */
export async function judge(client: Client, config: Config): Promise<WorkersVerdict> {
  return assessPollers({
    pollers: await listPollers(client, config.temporal.queuePrefix),
    fingerprint: configFingerprint(config),
    nowMs: Date.now(),
    host: hostname(),
    isAlive,
  });
}

/** The same configuration on queues that nobody else serves. */
function withOwnQueues(config: Config): Config {
  const queuePrefix = `${config.temporal.queuePrefix}cfg-${configFingerprint(config)}-`;
  return { ...config, temporal: { ...config.temporal, queuePrefix } };
}

function hostOptions(input: Parameters<typeof findWorkers>[0], config: Config): HostOptions {
  const { address, namespace } = input.server.where;
  return {
    forerunDir: input.forerunDir,
    fingerprint: configFingerprint(config),
    queuePrefix: config.temporal.queuePrefix,
    ...(input.configPath === undefined ? {} : { configPath: input.configPath }),
    ...(input.server.kind === 'configured' ? { temporal: { address, namespace } } : {}),
    graceMs: GRACE_MS,
  };
}

async function hold(
  input: Parameters<typeof findWorkers>[0],
  config: Config,
  options: HostOptions,
): Promise<FoundWorkers> {
  const { log, onLost } = input;
  const held: HeldWorkers = await holdWorkers({ options, log, onLost });
  log(
    held.joined
      ? `embedded workers joined (log ${held.log})`
      : `no workers were up: embedded ones started for this command (log ${held.log})`,
  );
  return {
    kind: held.joined ? 'joined' : 'started',
    config,
    log: held.log,
    release: () => held.release(),
    leave: () => held.leave(),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
