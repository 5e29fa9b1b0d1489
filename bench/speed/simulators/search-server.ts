import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256Hex } from '../../../core/sha256';
import { preciseNow } from '../../../models/simulated/request-log';

/** How long searches take, in milliseconds: the first rule whose text the query contains, else `otherMs`. */
export interface SearchLatency {
  otherMs: number;
  rules: { includes: string; ms: number | 'hang' }[];
}

/** What happened to one search. Times are epoch milliseconds with fractions. */
export interface RecordedSearch {
  query: string;
  receivedAt: number;
  closedAt?: number;
  /** The client closed the connection before the answer was complete. */
  abortedByClient: boolean;
}

export interface SearchServer {
  /** Base URL, for SERPER_URL. */
  url: string;
  setLatency(latency: SearchLatency): void;
  requests(): RecordedSearch[];
  clearRequests(): void;
  close(): Promise<void>;
}

/** What the answer to a query says, so that whoever read it can prove it. */
export const searchCode = (query: string): string => sha256Hex(query).slice(0, 8);

/** A search service in the form of Serper's `POST /search`, on loopback, that takes as long as it is told. */
export async function startSearchServer(): Promise<SearchServer> {
  let latency: SearchLatency = { otherMs: 0, rules: [] };
  const records: RecordedSearch[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, { latency, records }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setLatency: (next) => {
      latency = next;
    },
    requests: () => records,
    clearRequests: () => {
      records.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { latency, records }: { latency: SearchLatency; records: RecordedSearch[] },
): Promise<void> {
  const receivedAt = preciseNow();
  const { q: query } = JSON.parse(await readText(request)) as { q: string };
  const record: RecordedSearch = { query, receivedAt, abortedByClient: false };
  records.push(record);
  const gone = new AbortController();
  response.on('close', () => {
    record.closedAt = preciseNow();
    record.abortedByClient = !response.writableFinished;
    gone.abort();
  });
  const ms = latency.rules.find(({ includes }) => query.includes(includes))?.ms ?? latency.otherMs;
  const left = ms === 'hang' ? 2_147_483_647 : receivedAt + ms - preciseNow();
  if (left > 0) await sleep(left, undefined, { signal: gone.signal, ref: false }).catch(() => undefined);
  if (gone.signal.aborted) return;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(results(query)));
}

const results = (query: string): unknown => ({
  searchParameters: { q: query, type: 'search' },
  organic: [
    {
      title: `Simulated result for ${query}`,
      link: `https://simulated.example/${encodeURIComponent(query)}`,
      snippet: `code-${searchCode(query)}`,
    },
  ],
});

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
