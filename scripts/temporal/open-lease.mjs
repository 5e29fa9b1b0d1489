import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptError } from '../shared/script-error.mjs';
import { EXIT_BUSY } from './keeper-exit.mjs';
import { onMessage, sendMessage } from './message-lines.mjs';
import { readState } from './server-state.mjs';
import { spawnKeeper } from './spawn-keeper.mjs';

const LIMIT_MS = 120_000;
const POLL_MS = 20;
/** After a keeper found the folder taken: time for the other one to answer, before another try. */
const BUSY_PAUSE_MS = 500;

/**
 * Takes a lease at the keeper of `options.folder`, starting one where none answers. Any number of processes
 * may do so at once: one keeper wins the lock, the others leave, and their clients find the winner.
 *
 * @param options what the keeper is started with: `{ mode, folder, database, cli(), graceMs, ui }`; `cli` is
 *   asked for the binary only when a keeper has to be started.
 * @returns `{ server, joined, socket, onNews(listener), onEnd(listener) }` once the server serves.
 */
export async function openLease(options) {
  const deadline = Date.now() + LIMIT_MS;
  let keeper;
  let nextStart = 0;
  while (Date.now() < deadline) {
    const lease = await joinKeeper(options.folder, keeper?.pid, deadline);
    if (lease) return lease;
    const status = keeper?.exited();
    if (status === EXIT_BUSY) {
      keeper = undefined;
      nextStart = Date.now() + BUSY_PAUSE_MS;
    } else if (status !== undefined) {
      throw failed(`the keeper of the Temporal server ended with ${status}`, logTail(options.folder));
    }
    if (!keeper && Date.now() >= nextStart) {
      keeper = spawnKeeper({ ...options, cli: await options.cli() });
    }
    await sleep(POLL_MS);
  }
  throw unreachable(options.folder);
}

/** @returns a lease, or undefined where no keeper answers in time or it hangs up before its server is ready. */
async function joinKeeper(folder, startedPid, deadline) {
  const state = readState(folder);
  if (!state || state.status === 'stopped') return undefined;
  const socket = await connect(state.socket);
  if (!socket) return undefined;
  const news = [];
  let tell = (message) => news.push(message);
  onMessage(socket, (message) => tell(message));
  sendMessage(socket, { type: 'lease' });
  const answer = await Promise.race([
    firstAnswer(socket, news, (listener) => (tell = listener)),
    sleep(deadline - Date.now(), undefined, { ref: false }),
  ]);
  if (answer?.type !== 'ready') socket.destroy();
  if (answer?.type === 'failed') throw failed(answer.reason, answer.details);
  if (answer?.type !== 'ready') return undefined;
  // From here on the lease alone shall not keep its holder's process alive.
  socket.unref();
  return {
    server: answer.server,
    joined: answer.server.keeperPid !== startedPid,
    close: () => socket.destroy(),
    onNews: (listener) => (tell = listener),
    onEnd: (listener) => (socket.destroyed ? listener() : socket.once('close', listener)),
  };
}

function firstAnswer(socket, earlier, listen) {
  return new Promise((resolve) => {
    const consider = (message) => {
      if (['ready', 'failed', 'stopping'].includes(message.type)) resolve(message);
    };
    listen(consider);
    earlier.forEach(consider);
    socket.once('close', () => resolve(undefined));
  });
}

function connect(address) {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => {
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}

function logTail(folder) {
  try {
    return fs
      .readFileSync(path.join(folder, 'temporal.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-6)
      .join('\n');
  } catch {
    return '';
  }
}

const failed = (reason, details) =>
  new ScriptError({
    code: 'temporal_server_failed',
    message: [reason, details].filter(Boolean).join('\n'),
    remedy: 'The lines above are the end of its log. Set TEMPORAL_CLI_PATH to use another Temporal CLI.',
  });

function unreachable(folder) {
  const pid = readState(folder)?.keeperPid;
  return new ScriptError({
    code: 'temporal_server_unreachable',
    message: `the database in ${folder} is held by a keeper that does not answer (pid ${pid ?? 'unknown'})`,
    blame: 'user',
    remedy: 'End that process; if it is in a container or on another machine, use another `.forerun` folder.',
  });
}
