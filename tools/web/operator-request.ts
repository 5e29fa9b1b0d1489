import { Agent, request } from 'undici';
import { ForerunError } from '../../contracts/errors';
import { networkError } from './network-error';
import { readBody } from './read-body';
import { withTimeLimit } from './with-time-limit';

const MAX_BYTES = 5_000_000;

/** Connections to the operator's endpoints are kept for the next search; idle ones hold no process up. */
const agent = new Agent({ pipelining: 0, keepAliveTimeout: 4_000 });

interface OperatorRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  signal: AbortSignal;
  timeoutMs: number;
}

export interface OperatorResponse {
  status: number;
  retryAfter?: string;
  text: string;
}

/**
 * One request to an endpoint of the operator's own configuration: private addresses are allowed, size and time are
 * limited, redirects are not followed (a key goes to its own host only). Any status is a response. Throws ForerunError
 * `timeout`, `network`, `too_large`, `unsupported_type`, `cancelled`.
 */
export async function operatorRequest(input: OperatorRequest): Promise<OperatorResponse> {
  const { method, url, json, signal, timeoutMs } = input;
  const what = `The request to ${url.origin}${url.pathname}`;
  try {
    return await withTimeLimit({ signal, timeoutMs, what }, async (bounded) => {
      const response = await request(url, {
        dispatcher: agent,
        method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...input.headers,
        },
        body: json === undefined ? null : JSON.stringify(json),
        signal: bounded,
      });
      const encoding = single(response.headers['content-encoding']);
      const bytes = await readBody(response.body, {
        encoding,
        maxBytes: MAX_BYTES,
        what: `${what}'s answer`,
      });
      const retryAfter = single(response.headers['retry-after']);
      return {
        status: response.statusCode,
        ...(retryAfter ? { retryAfter } : {}),
        text: new TextDecoder().decode(bytes),
      };
    });
  } catch (error) {
    throw error instanceof ForerunError ? error : networkError(error, what);
  }
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
