import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Health {
  /** One entry a worker, such as `{ 'spec-tools': 'RUNNING' }`. */
  workers(): Record<string, string>;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** `GET /healthz` on loopback, or on HOST where given: 200 while every worker runs, 503 before, after and on failure. */
export async function startHealthServer(
  health: Health,
  input: { port: number; host: string },
): Promise<HealthServer> {
  const server: Server = createServer((request, response) => {
    const workers = health.workers();
    const healthy =
      Object.values(workers).length > 0 && Object.values(workers).every((state) => state === 'RUNNING');
    const known = request.url === '/healthz';
    response.writeHead(known ? (healthy ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { ok: healthy, workers } : { error: 'only /healthz is here' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(input.port, input.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
