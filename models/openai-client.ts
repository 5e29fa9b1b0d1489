import OpenAI, { type ClientOptions } from 'openai';
import { Agent, fetch as undiciFetch } from 'undici';

/** The SDK's own timer is set out of the way: one timer of ours covers a request up to its last byte. */
const NO_TIMEOUT_MS = 2_147_483_647;

/** undici gives up on a silent server after 300 s by default; a thinking model may be silent for longer. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });

const clients = new Map<string, OpenAI>();

/** The SDK client of an endpoint: no retries (Temporal owns them), no logging, nothing taken from the environment. */
export function openAiClient(baseURL: string, apiKey: string): OpenAI {
  const cacheKey = JSON.stringify([baseURL, apiKey]);
  const cached = clients.get(cacheKey);
  if (cached) return cached;
  const client = new OpenAI({
    baseURL,
    apiKey: apiKey === '' ? 'EMPTY' : apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
    // The two `fetch` types differ by package only; the SDK asks for a pair of one undici version.
    fetch: undiciFetch as unknown as ClientOptions['fetch'],
    fetchOptions: { dispatcher: agent } as unknown as ClientOptions['fetchOptions'],
  });
  clients.set(cacheKey, client);
  return client;
}
