import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface LocalServer {
  /** `127.0.0.1:port`. */
  host: string;
  /** `http://127.0.0.1:port`. */
  url: string;
  port: number;
  requests: Recorded[];
  /** Resolves when a connection of a client has closed while its answer was unfinished. */
  brokenOff: Promise<void>;
  close(): Promise<void>;
}

type Handler = (request: Recorded, response: ServerResponse) => void;

/** A real server on loopback that records what it is asked. */
export async function startServer(handler: Handler): Promise<LocalServer> {
  const requests: Recorded[] = [];
  let reportBroken = (): void => undefined;
  const brokenOff = new Promise<void>((resolve) => (reportBroken = resolve));
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => {
      if (!response.writableFinished) reportBroken();
    });
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      handler(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    brokenOff,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A site of fixed pages; 404 for others. */
export function site(
  pages: Record<string, { type?: string; body: string | Buffer; status?: number }>,
): Handler {
  return ({ url }, response) => {
    const page = pages[url];
    if (!page) {
      response.writeHead(404).end('not here');
      return;
    }
    response.writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html' }).end(page.body);
  };
}
