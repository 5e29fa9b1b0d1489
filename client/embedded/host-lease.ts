import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ForerunError } from '../../contracts/errors';
import { EXIT_BUSY, hostFiles, readHostState, type HostOptions } from './host-files';
import type { HostNews } from './lease-desk';
import { programPath } from './package-root';
import { messageScripts } from './scripts';
import type { WorkersFailure } from './supervise-workers';

const START_LIMIT_MS = 120_000;
const POLL_MS = 50;

/** A lease at a host whose workers are ready; it ends with its connection. */
export interface HostLease {
  joined: boolean;
  onNews(listener: (news: HostNews) => void): void;
  onEnd(listener: () => void): void;
  leave(): void;
  close(): void;
}

/** Joins the host of these workers, starting it where none answers. Throws ForerunError `workers_failed`. */
export async function openLease(options: HostOptions): Promise<HostLease> {
  const { state: stateFile, log } = hostFiles(options);
  const deadline = Date.now() + START_LIMIT_MS;
  let started: StartedHost | undefined;
  while (Date.now() < deadline) {
    const lease = await joinHost(stateFile, started?.pid);
    if (lease) return lease;
    const end = started?.exited();
    if (end !== undefined && end !== EXIT_BUSY)
      throw workersFailed({ reason: `their host ended with ${end}`, details: `See ${log}.` });
    if (end === EXIT_BUSY) await sleep(10 * POLL_MS);
    if (!started || end === EXIT_BUSY) started = startHost(options, log);
    await sleep(POLL_MS);
  }
  throw workersFailed({
    reason: `they were not ready after ${START_LIMIT_MS / 1000} s`,
    details: `See ${log}.`,
  });
}

/** A lease at the host that the state file tells of; undefined where none answers, or it hangs up. */
async function joinHost(stateFile: string, startedPid: number | undefined): Promise<HostLease | undefined> {
  const { onMessage, sendMessage } = await messageScripts();
  const state = readHostState(stateFile);
  if (!state || state.status === 'stopped') return undefined;
  const socket = await connectTo(state.socket);
  if (!socket) return undefined;
  const earlier: HostNews[] = [];
  let listener = (news: HostNews): void => void earlier.push(news);
  onMessage(socket, (message) => listener(message as HostNews));
  sendMessage(socket, { type: 'lease', pid: process.pid });
  const first = await new Promise<HostNews | undefined>((resolve) => {
    listener = (news) => {
      if (news.type === 'ready' || news.type === 'failed') resolve(news);
    };
    earlier.splice(0).forEach(listener);
    socket.once('close', () => resolve(undefined));
  });
  if (first?.type === 'failed') throw workersFailed(first);
  if (first?.type !== 'ready') return undefined;
  // From here on the lease alone shall not keep this process alive.
  socket.unref();
  return {
    joined: state.pid !== startedPid,
    onNews: (next) => (listener = next),
    onEnd: (next) => (socket.destroyed ? next() : socket.once('close', next)),
    leave: () => {
      socket.ref();
      sendMessage(socket, { type: 'leave' });
    },
    close: () => socket.destroy(),
  };
}

const connectTo = (address: string): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });

interface StartedHost {
  pid: number | undefined;
  exited(): number | string | undefined;
}

/** Outlives this process and its terminal; writes to its log. */
function startHost(options: HostOptions, log: string): StartedHost {
  const fd = openSync(log, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [programPath('client/embedded/host-main.js'), JSON.stringify(options)],
    {
      detached: true,
      stdio: ['ignore', fd, fd],
      env: process.env,
      windowsHide: true,
    },
  );
  closeSync(fd);
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.unref();
  return { pid: child.pid, exited: () => failure ?? child.exitCode ?? child.signalCode ?? undefined };
}

/** What is told where the workers cannot be had, with the end of their log. */
export const workersFailed = ({
  reason,
  details,
  blame = 'system',
}: Pick<WorkersFailure, 'reason'> & Partial<WorkersFailure> & { details: string }): ForerunError =>
  new ForerunError({
    code: 'workers_failed',
    blame,
    message: [`the embedded workers cannot be had: ${reason}`, details]
      .filter((part) => part !== '')
      .join('\n'),
    remedy:
      'The lines above are the end of their log. Run `forerun worker orchestrator actor tools spec` to see them start.',
  });
