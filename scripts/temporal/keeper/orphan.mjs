import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;

/**
 * Ends the server that a killed keeper left behind, so that no two serve one database. A process counts as
 * that server only if its command line says so: process ids are used again.
 */
export async function endOrphan(state, log) {
  if (!state?.serverPid || !isItsServer(state)) return;
  log(`ending the server of a keeper that was killed (pid ${state.serverPid})`);
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!isItsServer(state)) return;
    send(state.serverPid, signal);
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline && isItsServer(state)) await sleep(20);
  }
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function isItsServer({ serverPid, port, database }) {
  const line = commandLine(serverPid);
  return ['start-dev', `--port ${port} `, database ?? ''].every((part) => line.includes(part));
}

/** @returns the process's arguments, separated by blanks; '' where it is gone (or a zombie) or cannot be asked. */
function commandLine(pid) {
  try {
    if (process.platform === 'linux') {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
