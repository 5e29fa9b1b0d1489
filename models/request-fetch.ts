import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ClientOptions } from 'openai';
import { fetch, request, Response, type Dispatcher } from 'undici';

type ClientFetch = NonNullable<ClientOptions['fetch']>;

/** What the OpenAI client hands to `fetch` for a JSON request. */
interface JsonRequest {
  method: Dispatcher.HttpMethod;
  headers: Headers;
  body?: string;
  signal: AbortSignal;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Statuses whose answers have no body, not even an empty one. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` for JSON requests, over undici's plain requests: the whole of `fetch` costs as much as everything else that is
 * done for a short answer. No compression is asked for; gateways that compress all the same are understood.
 */
export function requestFetch(dispatcher: Dispatcher): ClientFetch {
  const send = async (url: string, init: JsonRequest): Promise<Response> => {
    const { method, body, signal } = init;
    const headers = { 'accept-encoding': 'identity', ...Object.fromEntries(init.headers) };
    const answer = await request(url, { dispatcher, method, headers, body: body ?? null, signal });
    const { statusCode: status } = answer;
    const { location } = answer.headers;
    const isRedirected = REDIRECTS.has(status) && typeof location === 'string';
    const hasBody = !isRedirected && !WITHOUT_BODY.has(status);
    if (!hasBody) await answer.body.dump();
    if (!isRedirected)
      return new Response(hasBody ? decompressed(answer) : null, { status, headers: headersOf(answer) });
    const next = redirected({
      from: new URL(url),
      to: new URL(location, url),
      status,
      method,
      headers,
      body,
    });
    // Any further redirect is for `fetch` to follow.
    return fetch(next.url, { ...next, dispatcher, signal });
  };
  // The types of undici's and the platform's `fetch` differ by package only.
  return send as unknown as ClientFetch;
}

/** Nobody but the server that they were meant for gets these. */
const OWN_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/**
 * The request that a redirect asks for, by the rules of `fetch`: a POST that is moved becomes a GET, unless the status
 * keeps the method, and another server gets no credentials. The first one is not asked twice.
 */
function redirected(input: {
  from: URL;
  to: URL;
  status: number;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body: string | undefined;
}): { url: URL; method: string; headers: Record<string, string>; body: string | null } {
  const { from, to, status, method, headers, body = null } = input;
  const becomesGet = status === 303 ? method !== 'HEAD' : status < 307 && method === 'POST';
  const left = new Set([
    ...(becomesGet ? ['content-type', 'content-length'] : []),
    ...(from.origin === to.origin ? [] : OWN_HEADERS),
  ]);
  return {
    url: to,
    method: becomesGet ? 'GET' : method,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !left.has(name.toLowerCase()))),
    body: becomesGet ? null : body,
  };
}

const DECOMPRESSORS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What breaks off the answer breaks off the text made of it, with the same error. */
function decompressed({ headers, body }: Dispatcher.ResponseData): Readable {
  const make = DECOMPRESSORS[String(headers['content-encoding'] ?? '').toLowerCase()];
  return make ? pipeline(body, make(), () => undefined) : body;
}

function headersOf({ headers }: Dispatcher.ResponseData): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
}
