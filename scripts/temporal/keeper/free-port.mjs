import { randomInt } from 'node:crypto';
import net from 'node:net';

/**
 * Below the ranges from which systems take ports for outgoing connections: a client that reconnects to a
 * server that is being restarted could otherwise be given the server's own port, and hold it.
 */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const TRIES = 100;

/**
 * A port of 127.0.0.1 that nobody listens on: the preferred one if it is free, else a random one. Somebody may
 * take it before it is used, so who uses it tries again with another.
 */
export async function freePort(preferred) {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${LOWEST} and ${HIGHEST} on 127.0.0.1`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
