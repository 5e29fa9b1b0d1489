import { z } from 'zod';
import { Effect, Egress } from './tool-policy';
import { Strategy } from './speculation';

const positive = z.number().int().positive();

/** One model behind an OpenAI-compatible server. */
export const ModelProfile = z.strictObject({
  /** Several URLs are several servers with the same model; requests of one run stay on one server. */
  baseUrls: z.array(z.url()).min(1),
  /** Empty where the server wants none. Follows its URL: never sent to a host of another source. */
  apiKey: z.string(),
  model: z.string().min(1),
  maxTokens: positive,
  temperature: z.number().min(0).max(2).optional(),
  reasoningEffort: z.enum(['minimal', 'low', 'medium', 'high', 'none']).optional(),
  priceUsdPerMillion: z.strictObject({
    input: z.number().nonnegative(),
    cachedInput: z.number().nonnegative(),
    output: z.number().nonnegative(),
  }),
  /** Requests at a time over all URLs that this worker process may have open. */
  concurrency: positive,
  /** Of these, requests ahead of the actor. */
  aheadConcurrency: positive,
  requestTimeoutMs: positive,
  /** Whether the model is shown its own earlier text (DESIGN.md section 2). */
  replay: z.enum(['full', 'calls', 'required']),
  /** Send vLLM's `priority` with speculative requests. */
  vllm: z.boolean(),
});
export type ModelProfile = z.infer<typeof ModelProfile>;

export const SearchProvider = z.enum(['serper', 'tavily', 'brave']);

/** Everything a Forerun process can be told; `loadConfig` fills it from flags, environment, file and defaults. */
export const Config = z.strictObject({
  provider: z.enum(['openai', 'vllm']),
  /** Profiles by name; `actor`, `spec`, `vision` and `transcribe` always exist. */
  models: z.record(z.string(), ModelProfile),
  agent: z.strictObject({
    maxSteps: positive,
    maxSeconds: positive,
    maxTokens: positive,
    maxCostUsd: z.number().positive(),
  }),
  speculation: z.strictObject({
    enabled: z.boolean(),
    strategy: Strategy,
    jaccardThreshold: z.number().min(0).max(1),
    topK: positive.max(10),
    lookahead: z.number().int().min(0).max(8),
    minProbability: z.number().min(0).max(1),
    maxConcurrent: positive,
    maxLaunches: positive,
    maxCostUsd: z.number().nonnegative(),
    maxMemoEntries: positive,
    predictMs: positive,
    aheadStartMs: positive,
  }),
  toolset: z.enum(['gaia']),
  /** Changes to the policy table, by tool name. */
  toolPolicy: z.record(
    z.string(),
    z.strictObject({
      effect: Effect.optional(),
      egress: Egress.optional(),
      idempotent: z.boolean().optional(),
      timeoutMs: positive.optional(),
      p95Ms: positive.optional(),
      ttlMs: positive.optional(),
      maxChars: positive.optional(),
      priceUsd: z.number().nonnegative().optional(),
      enabled: z.boolean().optional(),
    }),
  ),
  search: z.strictObject({
    provider: SearchProvider,
    apiKey: z.string(),
    /** Base URL of the provider, for gateways and tests. */
    url: z.url(),
  }),
  web: z.strictObject({
    /** Hosts (`name` or `name:port`) that the operator vouches for although they are private. */
    allowPrivateHosts: z.array(z.string()),
    maxBytes: positive,
    timeoutMs: positive,
  }),
  sandbox: z.strictObject({
    allowWeakSandbox: z.boolean(),
    timeoutMs: positive,
    memoryMb: positive,
  }),
  store: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
    z.strictObject({
      kind: z.literal('s3'),
      bucket: z.string().min(1),
      prefix: z.string(),
      endpoint: z.url().optional(),
      region: z.string().min(1),
      forcePathStyle: z.boolean(),
    }),
  ]),
  temporal: z.strictObject({
    /** Put before every task queue name; keeps deployments apart that share a namespace. */
    queuePrefix: z.string().regex(/^[A-Za-z0-9._-]*$/),
    uiUrl: z.string(),
    maxHistoryEvents: positive,
  }),
  workers: z.strictObject({
    /** Activities at a time by role; `spec` by kind. */
    actor: positive,
    tools: positive,
    specPredict: positive,
    specTools: positive,
    specActor: positive,
    /** Port of `/healthz`; 0 takes a free one and prints it. */
    healthPort: z.number().int().min(0).max(65535),
    shutdownGraceMs: positive,
  }),
  batch: z.strictObject({
    window: positive,
  }),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']) }),
});
export type Config = z.infer<typeof Config>;
