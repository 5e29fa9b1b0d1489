import { setTimeout as sleep } from 'node:timers/promises';
import { setRetention } from './frontend.mjs';
import { freePort } from './free-port.mjs';
import { startServer } from './server-process.mjs';
import { NAMESPACE, RETENTION_DAYS } from './server-settings.mjs';

const TRIES = 5;
const PAUSE_MS = 300;

/**
 * Keeps one server running. The first start may move to other ports; after that the address is a promise, and
 * a server that dies comes back on it with its database. What was in memory only cannot come back.
 *
 * @param options `{ cli, database, ui, preferred: { port, uiPort }, lockFd }`
 * @param on `{ starting(server), ready(server), died(reason), wanted(): boolean, log(line) }`; `wanted` false
 *   ends the supervision without an error.
 * @returns why there is no server any more; undefined when none is wanted.
 */
export async function supervise(options, on) {
  let ports = await choosePorts(options, options.preferred);
  let everReady = false;
  for (let failures = 0; failures < TRIES;) {
    const server = startServer({ ...options, ...ports });
    on.starting({ ...ports, ...server });
    const failure = await server.ready();
    if (!on.wanted()) return undefined;
    if (failure) {
      failures += 1;
      on.log(`the Temporal server on port ${ports.port} ${failure}`);
      await server.stop();
      await sleep(PAUSE_MS);
      if (!everReady) ports = await choosePorts(options, {});
      continue;
    }
    if (options.database) await keepHistories(ports.port, on.log);
    [everReady, failures] = [true, 0];
    on.ready({ ...ports, ...server });
    const reason = await server.exited;
    if (!on.wanted()) return undefined;
    if (!options.database) return `the Temporal server ${reason}, and with it all that it held in memory`;
    on.died(`the Temporal server (pid ${server.pid}) ${reason}`);
  }
  return `the Temporal server could not be started in ${TRIES} attempts`;
}

async function choosePorts({ ui }, preferred) {
  const port = await freePort(preferred.port);
  return { port, uiPort: ui ? await freePort(preferred.uiPort) : undefined };
}

/** The default namespace keeps closed histories for a day. */
async function keepHistories(port, log) {
  await setRetention(`127.0.0.1:${port}`, NAMESPACE, RETENTION_DAYS).catch((error) => {
    log(`warning: histories will be kept for a day only: ${error.message}`);
  });
}
