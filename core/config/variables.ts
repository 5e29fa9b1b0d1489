import type { SearchProvider } from '../../contracts/config';
import { PROFILE_DEFAULTS, S3_DEFAULTS, SEARCH_URLS } from './defaults';
import { MODEL_VARIABLES, roleVariables, VISION_AND_AUDIO_VARIABLES } from './model-variables';
import { SPECULATION_VARIABLES } from './speculation-variables';
import type { Variable, VariableSection } from './variable';

const AGENT: Variable[] = [
  {
    name: 'GAIA_MAX_STEPS',
    path: 'agent.maxSteps',
    description: 'Actor decisions of one run; the last one gets no tools.',
  },
  { name: 'FORERUN_MAX_SECONDS', path: 'agent.maxSeconds', description: 'Seconds of one run.' },
  {
    name: 'FORERUN_MAX_TOKENS',
    path: 'agent.maxTokens',
    description: 'Tokens of the decisions of one run, prompts included.',
  },
  {
    name: 'FORERUN_MAX_COST_USD',
    path: 'agent.maxCostUsd',
    description: 'Dollars of one run, but for what speculation spends besides.',
  },
  {
    name: 'FORERUN_REPLAY',
    path: 'models.actor.replay',
    otherwise: PROFILE_DEFAULTS.replay,
    description:
      'Whether the actor sees its own earlier text: full, calls (never), or required (provider demands it).',
  },
];

function searchVariables(provider: SearchProvider, title: string): Variable[] {
  const prefix = provider.toUpperCase();
  return [
    {
      name: `${prefix}_API_KEY`,
      path: 'search.apiKey',
      only: { search: provider },
      secret: true,
      description: `Key for ${title}.`,
    },
    {
      name: `${prefix}_URL`,
      path: 'search.url',
      only: { search: provider },
      otherwise: SEARCH_URLS[provider],
      description: `Base URL of ${title}, for gateways and tests.`,
    },
  ];
}

const TOOLS: Variable[] = [
  {
    name: 'FORERUN_RECORDING',
    path: 'replay.recording',
    description: 'Recorded runs that the toolset replay plays (docs/replay.md).',
  },
  {
    name: 'FORERUN_MCP_SERVERS',
    path: 'mcp.serversFile',
    description: 'File with mcpServers for the toolset mcp (docs/mcp.md).',
  },
  {
    name: 'FORERUN_MCP_POLICY',
    path: 'mcp.policyFile',
    description: 'File that says what the tools of these servers do; without it all of them write.',
  },
  {
    name: 'FORERUN_MCP_MAX_RESULT_BYTES',
    path: 'mcp.maxResultBytes',
    description: 'Largest message of such a server.',
  },
  {
    name: 'SEARCH_PROVIDER',
    path: 'search.provider',
    otherwise: 'the first of serper, tavily, brave that has a key',
    description: 'Search service: serper, tavily or brave.',
  },
  ...searchVariables('serper', 'Serper'),
  ...searchVariables('tavily', 'Tavily'),
  ...searchVariables('brave', 'Brave Search'),
  {
    name: 'FORERUN_ALLOW_PRIVATE_HOSTS',
    path: 'web.allowPrivateHosts',
    description: 'Private hosts (name or name:port, comma-separated) that web tools may fetch from.',
  },
  {
    name: 'FORERUN_WEB_MAX_BYTES',
    path: 'web.maxBytes',
    description: 'Largest page or file that web tools download.',
  },
  {
    name: 'FORERUN_WEB_TIMEOUT_MS',
    path: 'web.timeoutMs',
    description: 'Longest that one download may take, in milliseconds.',
  },
  {
    name: 'FORERUN_ALLOW_WEAK_SANDBOX',
    path: 'sandbox.allowWeakSandbox',
    description: '1 runs model-written code even where it cannot be walled off from the network.',
  },
  {
    name: 'FORERUN_SANDBOX_TIMEOUT_MS',
    path: 'sandbox.timeoutMs',
    description: 'Longest that model-written code may run, in milliseconds.',
  },
  {
    name: 'FORERUN_SANDBOX_MEMORY_MB',
    path: 'sandbox.memoryMb',
    description: 'Memory of model-written code.',
  },
];

const STORE: Variable[] = [
  {
    name: 'FORERUN_STORE',
    path: 'store.kind',
    description: 'Where texts and transcripts are kept: file (a folder) or s3 (a bucket).',
  },
  {
    name: 'FORERUN_STORE_PATH',
    path: 'store.path',
    description: 'Folder of the store; relative to the current folder.',
  },
  {
    name: 'FORERUN_S3_BUCKET',
    path: 'store.bucket',
    description: 'Bucket of the store; credentials come from the usual AWS_* variables.',
  },
  {
    name: 'FORERUN_S3_PREFIX',
    path: 'store.prefix',
    otherwise: '',
    description: 'Put before every key in the bucket.',
  },
  {
    name: 'FORERUN_S3_ENDPOINT',
    path: 'store.endpoint',
    otherwise: 'that of AWS',
    description: 'URL of an S3-compatible server.',
  },
  {
    name: 'FORERUN_S3_REGION',
    path: 'store.region',
    otherwise: `AWS_REGION, or ${S3_DEFAULTS.region}`,
    description: 'Region of the bucket.',
  },
  {
    name: 'AWS_REGION',
    path: 'store.region',
    otherwise: S3_DEFAULTS.region,
    description: 'Region of the bucket where FORERUN_S3_REGION is not set.',
  },
  {
    name: 'FORERUN_S3_FORCE_PATH_STYLE',
    path: 'store.forcePathStyle',
    otherwise: '0',
    description: '1 puts the bucket into the path, as MinIO wants it.',
  },
];

const OPERATION: Variable[] = [
  {
    name: 'FORERUN_QUEUE_PREFIX',
    path: 'temporal.queuePrefix',
    description: 'Put before every task queue name; keeps deployments apart that share a namespace.',
  },
  {
    name: 'FORERUN_UI_URL',
    path: 'temporal.uiUrl',
    description: 'Address of the Temporal UI, for links; the embedded server knows its own.',
  },
  {
    name: 'FORERUN_MAX_HISTORY_EVENTS',
    path: 'temporal.maxHistoryEvents',
    description: 'A run or a batch continues as new beyond this many history events.',
  },
  {
    name: 'FORERUN_ACTOR_SLOTS',
    path: 'workers.actor',
    description: 'Real decisions at a time, per worker process.',
  },
  {
    name: 'FORERUN_TOOLS_SLOTS',
    path: 'workers.tools',
    description: 'Real tool calls at a time, per worker process.',
  },
  {
    name: 'FORERUN_SPEC_PREDICT_SLOTS',
    path: 'workers.specPredict',
    description: 'Predictions at a time, per worker process.',
  },
  {
    name: 'FORERUN_SPEC_TOOLS_SLOTS',
    path: 'workers.specTools',
    description: 'Tool calls ahead at a time, per worker process.',
  },
  {
    name: 'FORERUN_SPEC_ACTOR_SLOTS',
    path: 'workers.specActor',
    description: 'Decisions ahead at a time, per worker process.',
  },
  {
    name: 'FORERUN_HEALTH_PORT',
    path: 'workers.healthPort',
    description: 'Port of /healthz; 0 takes a free one and prints it.',
  },
  {
    name: 'FORERUN_HEALTH_HOST',
    path: 'workers.healthHost',
    description: 'Host on which /healthz listens; 0.0.0.0 where others than this machine must reach it.',
  },
  {
    name: 'FORERUN_SHUTDOWN_GRACE_MS',
    path: 'workers.shutdownGraceMs',
    description: 'How long a stopping worker lets its activities finish, in milliseconds.',
  },
  { name: 'FORERUN_BATCH_WINDOW', path: 'batch.window', description: 'Runs of a batch at a time.' },
  {
    name: 'FORERUN_BATCH_SPEC_MAX_LAUNCHES',
    path: 'batch.specMaxLaunches',
    description: 'Ahead executions and decisions of a whole batch; 0 sets no limit.',
  },
  {
    name: 'FORERUN_BATCH_SPEC_MAX_COST_USD',
    path: 'batch.specMaxCostUsd',
    description: 'Dollars that a whole batch may spend on speculation; 0 sets no limit.',
  },
  {
    name: 'FORERUN_LOG_LEVEL',
    path: 'log.level',
    description: 'Least severe line that is logged: trace, debug, info, warn, error or silent.',
  },
];

/** Every environment variable that fills the configuration. `.env.example` and docs/configuration.md are made of this. */
export const VARIABLE_SECTIONS: VariableSection[] = [
  { title: 'Models', variables: MODEL_VARIABLES },
  { title: 'Images and recordings', variables: VISION_AND_AUDIO_VARIABLES },
  { title: 'The actor in detail', variables: roleVariables('actor') },
  { title: 'The predictor in detail', variables: roleVariables('spec') },
  { title: 'Limits of one run', variables: AGENT },
  { title: 'Speculation', variables: SPECULATION_VARIABLES },
  { title: 'Tools', variables: TOOLS },
  { title: 'Blob store', variables: STORE },
  { title: 'Operation', variables: OPERATION },
];

export const VARIABLES: Variable[] = VARIABLE_SECTIONS.flatMap((section) => section.variables);

/** Names of the variables whose values must never be shown. */
export const SECRET_VARIABLES: string[] = VARIABLES.filter((row) => row.secret).map((row) => row.name);

/** Variables that others read: Temporal's own configuration and credentials of clients that we use. */
export const OTHER_VARIABLES: { name: string; description: string; secret?: true }[] = [
  {
    name: 'TEMPORAL_ADDRESS',
    description:
      'Temporal server; also TEMPORAL_NAMESPACE, TEMPORAL_TLS and the other names of @temporalio/envconfig.',
  },
  { name: 'TEMPORAL_NAMESPACE', description: 'Namespace on that server.' },
  { name: 'TEMPORAL_API_KEY', secret: true, description: 'Key for that server.' },
  { name: 'TEMPORAL_CLI_PATH', description: 'A temporal program to start the embedded server with.' },
  { name: 'HF_TOKEN', secret: true, description: 'Hugging Face token, for `forerun gaia download`.' },
  { name: 'HF_ENDPOINT', description: 'Address of a mirror of Hugging Face, for the same.' },
  {
    name: 'FORERUN_DEBUG',
    description: "1 shows where an error happened; of the process's environment, .env is too late for it.",
  },
  { name: 'AWS_ACCESS_KEY_ID', description: 'Credentials of the S3 store; AWS profiles and roles work too.' },
  { name: 'AWS_SECRET_ACCESS_KEY', secret: true, description: 'The secret that belongs to it.' },
];
