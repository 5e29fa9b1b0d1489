import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ChatCompletionTool } from 'openai/resources/chat/completions';
import { streamChat, completeChat } from '../../models/chat';
import type { ChatEvent, ChatOptions, ChatRequest, ChatResult } from '../../models/chat-types';
import { EndpointPool } from '../../models/endpoint-pool';
import type { ModelProfile } from '../../contracts/config';
import { ForerunError } from '../../contracts/errors';
import { startSimulatedServer, type SimulatedServer } from '../../models/simulated/server';
import type { SimulationScriptInput } from '../../models/simulated/script';

/** A profile for a server, with round prices: 1, 0.1 and 10 dollars per million tokens. */
export function profile(baseUrls: string | string[], changes: Partial<ModelProfile> = {}): ModelProfile {
  return {
    baseUrls: [baseUrls].flat(),
    apiKey: 'key-of-the-test-1234567890',
    model: 'sim-actor',
    maxTokens: 1000,
    priceUsdPerMillion: { input: 1, cachedInput: 0.1, output: 10 },
    concurrency: 8,
    aheadConcurrency: 4,
    requestTimeoutMs: 20_000,
    replay: 'full',
    vllm: false,
    ...changes,
  };
}

export const tool = (name: string): ChatCompletionTool => ({
  type: 'function',
  function: { name, description: `The tool ${name}`, parameters: { type: 'object', properties: {} } },
});

export const TOOLS = [tool('web_search'), tool('calculate')];

/** A conversation of one turn, asked with `question`. */
export const ask = (question: string, changes: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [
    { role: 'system', content: 'You are a test.' },
    { role: 'user', content: question },
  ],
  tools: TOOLS,
  ...changes,
});

/** Runs `use` against a server that plays the script. */
export async function withServer<T>(
  script: SimulationScriptInput,
  use: (server: SimulatedServer) => Promise<T>,
): Promise<T> {
  const server = await startSimulatedServer({ script });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** Chunks as a server sends them. */
export const eventText = (chunks: readonly object[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');

/** Runs `use` against a server that answers every request with this event stream, cut into pieces. */
export async function withStream<T>(text: string, use: (url: string) => Promise<T>, pieces = 1): Promise<T> {
  const server = createHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const size = Math.ceil(text.length / pieces);
    for (let at = 0; at < text.length; at += size) response.write(text.slice(at, at + size));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** One streamed (or whole) request with all its events. */
export async function chat(
  input: { profile: ModelProfile; request: ChatRequest; whole?: true } & Partial<ChatOptions>,
): Promise<ChatResult & { events: ChatEvent[] }> {
  const events: ChatEvent[] = [];
  const options: ChatOptions = {
    pool: new EndpointPool(input.profile),
    ahead: false,
    runToken: 'run',
    signal: new AbortController().signal,
    ...input,
    onEvent: (event) => events.push(event),
  };
  const result = await (input.whole ? completeChat(options) : streamChat(options));
  return { ...result, events };
}

/** The ForerunError that a promise must reject with. */
export async function errorOf(promise: Promise<unknown>): Promise<ForerunError> {
  const error = await promise.then(
    () => new Error('expected a rejection, but it resolved'),
    (reason: unknown) => reason,
  );
  if (error instanceof ForerunError) return error;
  throw error;
}

/** A base URL at which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}
