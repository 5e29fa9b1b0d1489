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

/** Where to go on, and with which headers, is a matter of its own: `fetch` knows. */
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
    const isRedirected = REDIRECTS.has(status);
    const hasBody = !isRedirected && !WITHOUT_BODY.has(status);
    if (!hasBody) await answer.body.dump();
    return isRedirected
      ? fetch(url, { dispatcher, method, headers, body: body ?? null, signal })
      : new Response(hasBody ? decompressed(answer) : null, { status, headers: headersOf(answer) });
  };
  // The types of undici's and the platform's `fetch` differ by package only.
  return send as unknown as ClientFetch;
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
