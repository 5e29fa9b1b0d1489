import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { untilServing } from './frontend.mjs';
import { serverArguments } from './server-settings.mjs';

const START_LIMIT_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/**
 * The server allocates much and keeps little: collected four times less often it takes less processor time, for some
 * 140 MB more memory. Beyond a gigabyte it is collected as often as need be. The user's own settings go before.
 */
const GO_MEMORY = { GOGC: '400', GOMEMLIMIT: '1GiB' };

/**
 * Starts one Temporal server; its output goes where ours goes.
 * @param lockFd a lock's descriptor that the server shall hold too, so that the lock outlives a killed keeper.
 */
export function startServer({ cli, port, uiPort, database, lockFd }) {
  const child = spawn(cli, serverArguments({ port, uiPort, database }), {
    stdio: ['ignore', 'inherit', 'inherit', ...(lockFd === undefined ? [] : [lockFd])],
    env: { ...GO_MEMORY, ...withoutTemporalSettings(process.env) },
  });
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `status ${code}`}`));
  });
  return {
    pid: child.pid,
    exited,
    ready: () => ready(`127.0.0.1:${port}`, exited),
    stop: () => stop(child, database),
  };
}

/** @returns undefined once the server serves, else why it does not. */
async function ready(address, exited) {
  const deadline = Date.now() + START_LIMIT_MS;
  let reason;
  void exited.then((why) => (reason = why));
  const serves = await untilServing(address, () => reason !== undefined || Date.now() > deadline);
  return serves ? undefined : (reason ?? `does not serve after ${START_LIMIT_MS / 1000} s`);
}

/** What is in memory only is lost either way, so its server need not take a second to say goodbye. */
async function stop(child, database) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill(database ? 'SIGTERM' : 'SIGKILL');
  const insist = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
  await exit;
  clearTimeout(insist);
}

/** TEMPORAL_ADDRESS and the like are meant for clients; the CLI would read them as flags. */
const withoutTemporalSettings = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
