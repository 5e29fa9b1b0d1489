import type { Dispatcher } from 'undici';
import { Agent, request } from 'undici';
import { ForerunError } from '../../contracts/errors';
import type { ContentType } from './content-type';
import { isReadableType, parseContentType } from './content-type';
import type { Resolve } from './guarded-connector';
import { guardedConnector, systemResolve } from './guarded-connector';
import { httpStatusError } from './http-status-error';
import { networkError } from './network-error';
import { parseWebUrl } from './parse-web-url';
import { readBody, tooLarge } from './read-body';
import { withTimeLimit } from './with-time-limit';

export const MAX_REDIRECTS = 5;

export interface GuardedFetchSettings {
  /** Hosts (`name` or `name:port`) that the operator vouches for although they are private. */
  allowPrivateHosts: string[];
  /** Largest body, after decompression. */
  maxBytes: number;
  /** From the first lookup to the last byte, redirects included. */
  timeoutMs: number;
  /** DNS; the system's by default. */
  resolve?: Resolve;
}

export interface GuardedRequest {
  url: string;
  signal: AbortSignal;
  /** Shortens the guard's own time limit. */
  timeoutMs?: number;
  /** Media types worth having; text, JSON, XML and PDF by default. */
  accepts?: (mime: string) => boolean;
}

export interface FetchedPage {
  /** Where the body came from, after redirects. */
  url: string;
  contentType: ContentType;
  bytes: Uint8Array;
}

/**
 * The one way to an address that a model gave. Every hop is parsed, resolved, checked against private ranges and
 * connected to the checked address; proxies of the environment are not used. Throws ForerunError: `invalid_url`,
 * `address_refused`, `too_many_redirects`, `http_status` (retryable for 408, 429 and 5xx), `unsupported_type`,
 * `too_large`, `timeout`, `network`, `cancelled`. When it settles, no connection of it is open.
 */
export type GuardedFetch = (request: GuardedRequest) => Promise<FetchedPage>;

const HEADERS = {
  'user-agent': 'Mozilla/5.0 (compatible; Forerun/0.1)',
  accept: 'text/html,application/xhtml+xml,application/pdf,application/json;q=0.9,text/*;q=0.9,*/*;q=0.5',
  'accept-language': 'en, *;q=0.5',
  'accept-encoding': 'gzip, deflate, br',
};

export function createGuardedFetch(settings: GuardedFetchSettings): GuardedFetch {
  const { allowPrivateHosts, maxBytes, resolve = systemResolve } = settings;
  return async ({ url, signal, timeoutMs = settings.timeoutMs, accepts = isReadableType }) => {
    const start = parseWebUrl(url);
    const limitMs = Math.min(timeoutMs, settings.timeoutMs);
    const agent = new Agent({
      connect: guardedConnector({ allowPrivateHosts, resolve, connectTimeoutMs: limitMs }),
      headersTimeout: limitMs,
      bodyTimeout: limitMs,
      pipelining: 0,
    });
    try {
      return await withTimeLimit({ signal, timeoutMs: limitMs, what: `Fetching ${start.href}` }, (bounded) =>
        follow(start, { agent, signal: bounded, accepts, maxBytes }),
      );
    } finally {
      await agent.destroy();
    }
  };
}

interface Hop {
  agent: Agent;
  signal: AbortSignal;
  accepts: (mime: string) => boolean;
  maxBytes: number;
}

async function follow(start: URL, hop: Hop): Promise<FetchedPage> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await open(url, hop);
    const target = redirectTarget(response);
    if (target === undefined) return readPage(url, response, hop);
    discard(response);
    url = parseWebUrl(target, url.href);
  }
  throw new ForerunError({
    code: 'too_many_redirects',
    blame: 'provider',
    message: `Fetching ${start.href} failed: more than ${MAX_REDIRECTS} redirects, the last to ${url.href}.`,
  });
}

async function open(url: URL, { agent, signal }: Hop): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, { dispatcher: agent, method: 'GET', headers: HEADERS, signal });
  } catch (error) {
    throw networkError(error, `Fetching ${url.href}`);
  }
}

function redirectTarget({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  return single(headers.location);
}

async function readPage(url: URL, response: Dispatcher.ResponseData, hop: Hop): Promise<FetchedPage> {
  const what = `The page ${url.href}`;
  const contentType = parseContentType(single(response.headers['content-type']));
  const encoding = single(response.headers['content-encoding']);
  try {
    if (response.statusCode < 200 || response.statusCode > 299) {
      throw httpStatusError(what, response.statusCode, single(response.headers['retry-after']));
    }
    if (!hop.accepts(contentType.mime)) throw unsupportedType(what, contentType.mime);
    const declared = Number(single(response.headers['content-length']) ?? 0);
    if (!encoding && declared > hop.maxBytes) throw tooLarge(what, hop.maxBytes);
    const bytes = await readBody(response.body, { encoding, maxBytes: hop.maxBytes, what });
    return { url: url.href, contentType, bytes };
  } catch (error) {
    discard(response);
    throw networkError(error, `Fetching ${url.href}`);
  }
}

/** Breaks the transfer off; what the torn stream says about that interests nobody. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
  body.destroy();
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

const unsupportedType = (what: string, mime: string): ForerunError =>
  new ForerunError({
    code: 'unsupported_type',
    blame: 'model',
    message: `${what} is of type ${mime}, which has no text to read.`,
    remedy: 'Web pages, plain text, JSON, XML and PDF can be read.',
  });
