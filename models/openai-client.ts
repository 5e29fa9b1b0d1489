import OpenAI, { type APIError } from 'openai';
import { Agent } from 'undici';
import { readErrorBody } from './error-body';
import { requestFetch } from './request-fetch';

/** The SDK's own timer is set out of the way: one timer of ours covers a request up to its last byte. */
const NO_TIMEOUT_MS = 2_147_483_647;

/** undici gives up on a silent server after 300 s by default; a thinking model may be silent for longer. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });

/** The SDK reads errors in OpenAI's own form only, and says "no body" of every other. */
class AnyServerClient extends OpenAI {
  protected override makeStatusError(...[status, body, message, headers]: MakeStatusError): APIError {
    return super.makeStatusError(status, { error: readErrorBody(body) }, message, headers);
  }
}
type MakeStatusError = [status: number, body: object, message: string | undefined, headers: Headers];

const clients = new Map<string, OpenAI>();

/**
 * The SDK client of an endpoint: no retries (Temporal owns them), no logging, nothing taken from the environment.
 * `uploads` uses the platform's own `fetch`: undici's takes no form of the platform.
 */
export function openAiClient(baseURL: string, apiKey: string, use: 'chat' | 'uploads'): OpenAI {
  const cacheKey = JSON.stringify([baseURL, apiKey, use]);
  const cached = clients.get(cacheKey);
  if (cached) return cached;
  const client = new AnyServerClient({
    baseURL,
    apiKey: apiKey === '' ? 'EMPTY' : apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
    ...(use === 'chat' ? { fetch: requestFetch(agent) } : {}),
  });
  clients.set(cacheKey, client);
  return client;
}
