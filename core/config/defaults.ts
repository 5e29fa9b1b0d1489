import type { Config, ModelProvider, SearchProvider } from '../../contracts/config';

/** Profiles that always exist. */
export const MODEL_ROLES = ['actor', 'spec', 'vision', 'transcribe'] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

export const OPENAI_URL = 'https://api.openai.com/v1';
const VLLM_ACTOR_URL = 'http://localhost:8003/v1';
const VLLM_SPEC_URL = 'http://localhost:8004/v1';

/** vLLM takes any key, and the OpenAI client sends none that is empty. Never a secret. */
export const NO_KEY = 'EMPTY';

interface RoleDefaults {
  baseUrls: string[];
  model: string;
  requestTimeoutMs: number;
}

/** What differs by role and provider. Time limits stay under those of the activity or tool that makes the request. */
export const ROLE_DEFAULTS: Record<ModelProvider, Record<ModelRole, RoleDefaults>> = {
  openai: {
    actor: { baseUrls: [OPENAI_URL], model: 'gpt-5', requestTimeoutMs: 600_000 },
    spec: { baseUrls: [OPENAI_URL], model: 'gpt-5-mini', requestTimeoutMs: 60_000 },
    vision: { baseUrls: [OPENAI_URL], model: 'gpt-5-mini', requestTimeoutMs: 110_000 },
    transcribe: { baseUrls: [OPENAI_URL], model: 'gpt-4o-mini-transcribe', requestTimeoutMs: 170_000 },
  },
  vllm: {
    actor: { baseUrls: [VLLM_ACTOR_URL], model: 'gpt-5', requestTimeoutMs: 600_000 },
    spec: { baseUrls: [VLLM_SPEC_URL], model: 'gpt-5-mini', requestTimeoutMs: 60_000 },
    vision: { baseUrls: [VLLM_ACTOR_URL], model: 'gpt-5', requestTimeoutMs: 110_000 },
    transcribe: { baseUrls: [VLLM_ACTOR_URL], model: 'openai/whisper-large-v3', requestTimeoutMs: 170_000 },
  },
};

/** What all profiles have in common. `aheadConcurrency` is one less than `concurrency`, but at least 1. */
export const PROFILE_DEFAULTS = { maxTokens: 16_384, concurrency: 64, replay: 'full' } as const;

export const SEARCH_URLS: Record<SearchProvider, string> = {
  serper: 'https://google.serper.dev',
  tavily: 'https://api.tavily.com',
  brave: 'https://api.search.brave.com',
};

/** S3 settings where the store is a bucket; the bucket itself has no default. */
export const S3_DEFAULTS = { prefix: '', region: 'us-east-1', forcePathStyle: false } as const;

/** Everything else, in the configuration's own form. */
export const DEFAULTS = {
  provider: 'openai',
  agent: { maxSteps: 15, maxSeconds: 1_800, maxTokens: 2_000_000, maxCostUsd: 10 },
  speculation: {
    enabled: true,
    predictors: [],
    tableModel: '',
    strategy: 'exact',
    jaccardThreshold: 0.7,
    topK: 3,
    lookahead: 1,
    gate: 'value',
    lambdaUsdPerSecond: 0.02,
    executionUsdPerSecond: 0.001,
    disclosureUsd: 0.0005,
    queueingMs: 0,
    toolMode: 'live',
    toolModes: [],
    minProbability: 0.2,
    maxConcurrent: 6,
    maxLaunches: 200,
    maxCostUsd: 1,
    maxMemoEntries: 64,
    predictMs: 10_000,
    learning: true,
    profile: 'default',
    profileHalfLife: 500,
    profilePriorStrength: 4,
    aheadStartMs: 500,
  },
  toolset: 'gaia',
  replay: { recording: '' },
  mcp: {
    serversFile: '',
    policyFile: 'forerun.mcp-policy.json',
    maxResultBytes: 10_000_000,
    servers: {},
    policy: {},
  },
  toolPolicy: {},
  search: { provider: 'serper', apiKey: '' },
  web: { allowPrivateHosts: [], maxBytes: 20_000_000, timeoutMs: 20_000 },
  sandbox: { allowWeakSandbox: false, timeoutMs: 60_000, memoryMb: 1_024 },
  store: { kind: 'file', path: '.forerun/store' },
  temporal: { queuePrefix: '', uiUrl: '', maxHistoryEvents: 4_000 },
  workers: {
    actor: 100,
    tools: 64,
    specPredict: 100,
    specTools: 64,
    specActor: 64,
    healthPort: 0,
    healthHost: '127.0.0.1',
    shutdownGraceMs: 20_000,
  },
  batch: { window: 4, specMaxLaunches: 0, specMaxCostUsd: 0 },
  log: { level: 'info' },
} as const satisfies DeepReadonly<
  Omit<Config, 'models' | 'search'> & { search: Omit<Config['search'], 'url'> }
>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
