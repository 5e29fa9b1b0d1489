import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForerunError } from '../../contracts/errors';

export interface Health {
  /** State of each worker by its queue, such as `{ 'spec-tools': 'RUNNING' }`; none while they are being made. */
  workers(): Record<string, string>;
  /** Whether the Temporal server answers; must come within the second or two that a prober waits. */
  temporal?(): Promise<boolean>;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/**
 * `GET /healthz`: 200 while every worker runs and Temporal answers, 503 before, after, while they drain and on failure.
 * Throws ForerunError `health_port_taken`, `health_unavailable`.
 */
export async function startHealthServer(
  health: Health,
  input: { port: number; host: string },
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path !== '/healthz') return answer(response, 404, { error: 'only /healthz is here' });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, { error: 'only GET is allowed' });
    void report(health).then((told) => answer(response, told.ok ? 200 : 503, told));
  });
  await listen(server, input);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function report(health: Health): Promise<{ ok: boolean; workers: object; temporal: string }> {
  const answers = await (health.temporal?.() ?? true);
  const workers = health.workers();
  const states = Object.values(workers);
  const allRun = states.length > 0 && states.every((state) => state === 'RUNNING');
  return { ok: allRun && answers, workers, temporal: answers ? 'answers' : 'does not answer' };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function listen(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const taken = code === 'EADDRINUSE';
    throw new ForerunError({
      code: taken ? 'health_port_taken' : 'health_unavailable',
      blame: 'user',
      retryable: taken,
      message: taken
        ? `port ${port} for /healthz is taken on ${host}`
        : `/healthz cannot listen on ${host}, port ${port}: ${message}`,
      remedy:
        'Set FORERUN_HEALTH_PORT to a free port, or to 0 to take any; FORERUN_HEALTH_HOST names the host.',
      cause,
    });
  }
}
