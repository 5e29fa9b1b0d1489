import { z } from 'zod';
import { McpServer, McpToolPolicy } from './mcp';
import { PREDICTOR_KINDS } from './predictor-kind';
import { ProfileName } from './profile';
import { Strategy } from './speculation';
import { GateRule, ToolMode } from './gate';
import { ToolPolicy } from './tool-policy';

const positive = z.number().int().positive();
const httpUrl = z.url({ protocol: /^https?$/ });

export const Price = z.strictObject({
  input: z.number().nonnegative().describe('Uncached prompt tokens'),
  cachedInput: z.number().nonnegative().describe('Prompt tokens that the server had in its cache'),
  output: z.number().nonnegative().describe('Completion tokens, reasoning included'),
});
export type Price = z.infer<typeof Price>;

/** One model behind an OpenAI-compatible server. */
export const ModelProfile = z.strictObject({
  baseUrls: z
    .array(httpUrl)
    .min(1)
    .describe('Servers with the same model; requests of one run stay on one server'),
  apiKey: z
    .string()
    .describe(
      'Sent only to endpoints of the same source (docs/configuration.md); empty or EMPTY: none wanted',
    ),
  model: z.string().min(1).describe('Name as the server knows it; may be a path'),
  maxTokens: positive.describe('Most tokens of one answer'),
  temperature: z.number().min(0).max(2).optional().describe('Not sent to reasoning models'),
  reasoningEffort: z
    .enum(['minimal', 'low', 'medium', 'high', 'none'])
    .optional()
    .describe('For reasoning models; the server decides where it is not set'),
  priceUsdPerMillion: Price.describe('Dollars per million tokens; zeros where the price is not known'),
  concurrency: positive.describe('Requests at a time over all URLs, per worker process'),
  aheadConcurrency: positive.describe('Of these, requests ahead of the actor'),
  requestTimeoutMs: positive.describe('Longest a single request may take'),
  replay: z
    .enum(['full', 'calls', 'required'])
    .describe(
      'Whether the model is shown its own earlier text: full, calls only, or the provider demands it',
    ),
  vllm: z.boolean().describe("Send vLLM's request priority with requests ahead"),
});
export type ModelProfile = z.infer<typeof ModelProfile>;

export const SearchProvider = z.enum(['serper', 'tavily', 'brave']);
export type SearchProvider = z.infer<typeof SearchProvider>;

export const ModelProvider = z.enum(['openai', 'vllm']);
export type ModelProvider = z.infer<typeof ModelProvider>;

const AgentConfig = z.strictObject({
  maxSteps: positive.describe('Actor decisions of one run; the last one gets no tools'),
  maxSeconds: positive.describe('Seconds of one run'),
  maxTokens: positive.describe('Tokens of the decisions of one run, prompts included'),
  maxCostUsd: z.number().positive().describe('Dollars of one run, but for what speculation spends besides'),
});

const SpeculationConfig = z.strictObject({
  enabled: z.boolean().describe('Whether runs speculate at all; off is the baseline arm'),
  predictors: z
    .array(z.enum(PREDICTOR_KINDS))
    .describe(
      'Who guesses the next turn, in this order; empty: the table where tableModel names one, then the model',
    ),
  tableModel: z
    .string()
    .describe('File of the table predictor, as forerun learn table writes it; empty where there is none'),
  strategy: Strategy.describe('How an ahead outcome may serve a real call; only exact is lossless'),
  jaccardThreshold: z.number().min(0).max(1).describe('Least similarity under the strategy jaccard'),
  topK: positive.max(10).describe('Candidates that a predictor is asked for'),
  lookahead: z
    .number()
    .int()
    .min(0)
    .max(8)
    .describe('Depth to which actor decisions are requested ahead; 0 is tools only'),
  gate: GateRule.describe(
    'How predictions are judged: by expected value in dollars, or by probability alone',
  ),
  lambdaUsdPerSecond: z
    .number()
    .nonnegative()
    .describe('Dollars that a second of wall time is worth; 0 launches nothing (gate value)'),
  executionUsdPerSecond: z
    .number()
    .nonnegative()
    .describe('Dollars that a second of wasted work costs that has no price of its own (gate value)'),
  disclosureUsd: z
    .number()
    .nonnegative()
    .describe('Dollars that it costs to tell a third party a wrong guess (gate value)'),
  queueingMs: z
    .number()
    .nonnegative()
    .describe('By how much one launch delays real work; 0 where the spec pool is its own (gate value)'),
  toolMode: ToolMode.describe('What is done with predicted calls: nothing, judge only, execute; all tools'),
  toolModes: z
    .array(z.string().regex(/^[^=\s]+=(off|shadow|live)$/, 'must look like web_search=shadow'))
    .describe('The same for single tools, each as tool=off, tool=shadow or tool=live'),
  minProbability: z
    .number()
    .min(0)
    .max(1)
    .describe('Least probability of a candidate that is executed ahead (gate threshold)'),
  maxConcurrent: positive.describe('Ahead activities of one run at a time'),
  maxLaunches: positive.describe('Ahead executions and decisions of one run'),
  maxCostUsd: z.number().nonnegative().describe('Dollars that one run may spend on speculation'),
  maxMemoEntries: positive.describe('Ahead outcomes that one run keeps'),
  predictMs: positive.describe('Longest a prediction may take'),
  learning: z.boolean().describe('Whether outcomes teach the gate, within a run and across runs'),
  profile: ProfileName.describe(
    'Name of the profile in the store that runs learn from and tell what they saw',
  ),
  profileHalfLife: positive.describe('Scored predictions of a tool after which one weighs half'),
  profilePriorStrength: z
    .number()
    .positive()
    .describe('Outcomes that a prior is worth; more is more cautious while data are few'),
  aheadStartMs: positive.describe('Longest that anything ahead may wait for a worker; dropped afterwards'),
});

const ReplayConfig = z.strictObject({
  recording: z.string().describe('File of recorded runs (docs/replay.md); empty where there is none'),
});

const SearchConfig = z.strictObject({
  provider: SearchProvider.describe('Which search service the tools use'),
  apiKey: z.string().describe("The search service's key"),
  url: httpUrl.describe("The service's base URL; for gateways and tests"),
});

const WebConfig = z.strictObject({
  allowPrivateHosts: z
    .array(z.string().min(1))
    .describe('Hosts (`name` or `name:port`) that the operator vouches for although they are private'),
  maxBytes: positive.describe('Largest page or file that is downloaded'),
  timeoutMs: positive.describe('Longest that one download may take'),
});

const SandboxConfig = z.strictObject({
  allowWeakSandbox: z
    .boolean()
    .describe('Run model-written code even where it cannot be walled off from the network'),
  timeoutMs: positive.describe('Longest that model-written code may run'),
  memoryMb: positive.describe('Memory of model-written code'),
});

const FileStoreConfig = z.strictObject({
  kind: z.literal('file').describe('A folder on this machine, or one that all workers mount'),
  path: z.string().min(1).describe('Folder of the store; relative to the file or folder that names it'),
});

const S3StoreConfig = z.strictObject({
  kind: z.literal('s3').describe('A bucket; credentials come from the usual AWS variables and files'),
  bucket: z.string().min(1).describe('Bucket of the store'),
  prefix: z.string().describe('Put before every key in the bucket'),
  endpoint: httpUrl.optional().describe('URL of an S3-compatible server; AWS where not set'),
  region: z.string().min(1).describe('Region of the bucket'),
  forcePathStyle: z.boolean().describe('Bucket in the path instead of the host name, as MinIO wants it'),
});

export const StoreConfig = z.discriminatedUnion('kind', [FileStoreConfig, S3StoreConfig]);
export type StoreConfig = z.infer<typeof StoreConfig>;

const TemporalConfig = z.strictObject({
  queuePrefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]*$/, 'may hold letters, digits, dots, dashes and underscores only')
    .describe('Put before every task queue name; keeps deployments apart that share a namespace'),
  uiUrl: z.string().describe('Address of the Temporal UI, for links; empty where there is none'),
  maxHistoryEvents: positive.describe('A run or a batch continues as new beyond this many history events'),
});

const WorkersConfig = z.strictObject({
  actor: positive.describe('Real decisions at a time, per worker process'),
  tools: positive.describe('Real tool calls at a time, per worker process'),
  specPredict: positive.describe('Predictions at a time, per worker process'),
  specTools: positive.describe('Tool calls ahead at a time, per worker process'),
  specActor: positive.describe('Decisions ahead at a time, per worker process'),
  healthHost: z.string().min(1).describe('Host on which /healthz listens'),
  healthPort: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .describe('Port of /healthz; 0 takes a free one and prints it'),
  shutdownGraceMs: positive.describe('How long a stopping worker lets its activities finish'),
});

const BatchConfig = z.strictObject({
  window: positive.describe('Runs of a batch at a time'),
  specMaxLaunches: z
    .number()
    .int()
    .nonnegative()
    .describe('Ahead executions and decisions of a whole batch; 0 sets no limit'),
  specMaxCostUsd: z
    .number()
    .nonnegative()
    .describe('Dollars that a whole batch may spend on speculation; 0 sets no limit'),
});

const LogConfig = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .describe('Least severe line that is logged'),
});

const McpConfig = z.strictObject({
  serversFile: z
    .string()
    .describe('File with `mcpServers`, besides those of this one; relative to what names it; empty: none'),
  policyFile: z
    .string()
    .describe('What their tools do, as you confirmed it; `forerun mcp inspect` writes it'),
  maxResultBytes: positive.describe('Largest message of a server'),
  servers: z.record(z.string(), McpServer).describe('All servers by name'),
  policy: z.record(z.string(), McpToolPolicy).describe('Content of the policy file, by tool'),
});

/** What may be changed about one tool; `enabled: false` takes it out of the toolset. */
export const ToolPolicyOverride = ToolPolicy.partial().extend({ enabled: z.boolean().optional() });
export type ToolPolicyOverride = z.infer<typeof ToolPolicyOverride>;

/** Everything a Forerun process can be told; `loadConfig` fills it from flags, environment, file and defaults. */
export const Config = z.strictObject({
  provider: ModelProvider.describe('Which kind of model server the defaults are for'),
  models: z
    .record(z.string(), ModelProfile)
    .describe('Profiles by name; actor, spec, vision and transcribe always exist'),
  agent: AgentConfig.describe('Limits of one run'),
  speculation: SpeculationConfig.describe('What may run ahead, and how far'),
  toolset: z.enum(['gaia', 'replay', 'mcp']).describe('Which tools the agent has'),
  toolPolicy: z
    .record(z.string(), ToolPolicyOverride)
    .describe('Changes to the table of tool effects and limits, by tool name'),
  replay: ReplayConfig.describe('What the toolset replay plays'),
  mcp: McpConfig.describe('Tool servers of the toolset mcp'),
  search: SearchConfig.describe('The search service'),
  web: WebConfig.describe('Downloads by tools'),
  sandbox: SandboxConfig.describe('Where code_exec runs'),
  store: StoreConfig.describe('Where texts, attachments and transcripts are kept'),
  temporal: TemporalConfig.describe('Address and namespace come from the TEMPORAL_* variables'),
  workers: WorkersConfig.describe('Slots and health of worker programs'),
  batch: BatchConfig.describe('Batches'),
  log: LogConfig.describe('Logs'),
});
export type Config = z.infer<typeof Config>;
