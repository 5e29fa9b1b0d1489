import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { messageOf } from '../../contracts/errors';
import { seededRandom, seedOf } from '../../core/random';
import { drawLognormal, lognormalFromQuantiles, type Lognormal } from '../../core/statistics';
import { readWeb } from './read-web';
import { SearchIndex } from './search-index';

/** Seconds at p50 and p90. Searches: recorded of a search service; pages: assumed, of a fast site. */
export const WEB_LATENCY = { search: { p50: 1.0, p90: 1.6 }, page: { p50: 0.3, p90: 0.4 } } as const;

const LATENCY: Record<'search' | 'page', Lognormal> = {
  search: lognormalFromQuantiles(WEB_LATENCY.search.p50, WEB_LATENCY.search.p90),
  page: lognormalFromQuantiles(WEB_LATENCY.page.p50, WEB_LATENCY.page.p90),
};

/** Body of a search as Serper takes it. */
const SearchBody = z.object({ q: z.string(), num: z.number().int().positive().max(100).default(10) });
const MAX_BODY_BYTES = 64_000;

export interface LocalWeb {
  /** Base address, of the search service and of the pages. */
  url: string;
  /** `127.0.0.1:port`. */
  host: string;
  close(): Promise<void>;
}

interface Site {
  folder: string;
  /** Multiplies every latency. */
  timeScale: number;
  seed: number;
}

/**
 * Serves a folder of pages on loopback, and a search service with Serper's interface over them (`POST /search`). A
 * request's latency is drawn by what it asks for, so that equal requests wait equally long.
 */
export async function startLocalWeb(site: Site): Promise<LocalWeb> {
  const { index, pages } = await readWeb(site.folder);
  const engine = new SearchIndex(index);
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? ''}`;
    const answer =
      request.method === 'POST' && request.url === '/search'
        ? answerSearch({ engine, base, site, request, response })
        : answerPage({ pages, site, request, response });
    answer.catch((error: unknown) => {
      if (response.destroyed) return;
      send(response, 500, 'text/plain', messageOf(error));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, close: () => closeServer(server) };
}

async function answerSearch(input: {
  engine: SearchIndex;
  base: string;
  site: Site;
  request: IncomingMessage;
  response: ServerResponse;
}): Promise<void> {
  const { engine, base, site, request, response } = input;
  const body = SearchBody.safeParse(await readJson(request));
  if (!body.success) return send(response, 400, 'application/json', '{"message":"no query"}');
  const { q, num } = body.data;
  await wait('search', q, site, response);
  const organic = engine
    .search(q, num)
    .map(({ page, title, snippet }, at) => ({ title, link: `${base}/${page}`, snippet, position: at + 1 }));
  send(response, 200, 'application/json', JSON.stringify({ searchParameters: { q }, organic }));
}

async function answerPage(input: {
  pages: Map<string, string>;
  site: Site;
  request: IncomingMessage;
  response: ServerResponse;
}): Promise<void> {
  const { pages, site, request, response } = input;
  const name = new URL(request.url ?? '/', 'http://local').pathname.slice(1);
  await wait('page', name, site, response);
  const html = pages.get(name);
  if (html === undefined) send(response, 404, 'text/html', '<h1>Not found</h1><p>There is no such page.</p>');
  else send(response, 200, 'text/html', html);
}

/** Rejects when the client leaves meanwhile. */
async function wait(
  kind: 'search' | 'page',
  what: string,
  site: Site,
  response: ServerResponse,
): Promise<void> {
  const seconds = drawLognormal(LATENCY[kind], seededRandom(seedOf(`${site.seed} ${kind} ${what}`)));
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sleep(1000 * seconds * site.timeScale, undefined, { signal: gone.signal });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > MAX_BODY_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
