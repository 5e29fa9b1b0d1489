import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerHandle } from '../../../scripts/temporal/index.mjs';

const LIMIT_MS = 60_000;
const POLL_MS = 10;

/** kill -9 of an embedded server; resolves when its keeper has brought it back with its database. */
export async function killServer(server: ServerHandle): Promise<void> {
  const killed = server.serverPid;
  if (killed === undefined) throw new RangeError('killServer: there is no embedded server to kill');
  process.kill(killed, 'SIGKILL');
  const deadline = performance.now() + LIMIT_MS;
  while (server.serverPid === killed) {
    if (performance.now() > deadline) throw new Error('the Temporal server did not come back');
    await sleep(POLL_MS);
  }
}
