import { z } from 'zod';
import { Config, ModelProfile, Price, StoreConfig } from './config';
import { McpServer } from './mcp';

const { shape } = Config;
const [fileStore, s3Store] = StoreConfig.options;

/** A profile as a file may state it; what it leaves out comes from the environment and the defaults. */
const ModelProfileFile = ModelProfile.partial().extend({
  priceUsdPerMillion: Price.optional().describe(ModelProfile.shape.priceUsdPerMillion.description ?? ''),
});

const StoreFile = z
  .strictObject({
    ...fileStore.shape,
    ...s3Store.shape,
    kind: z.enum(['file', 's3']).describe('A folder (file) or a bucket (s3)'),
  })
  .partial();

const KeysFile = z.strictObject({
  allowedHosts: z
    .array(z.string().min(1))
    .describe(
      'Hosts (`name` or `name:port`) that keys of this file may be sent to besides their own endpoints',
    ),
});

/** `forerun.config.json`: everything of `Config`, all of it optional. The published JSON Schema is made of this. */
export const ConfigFile = z
  .strictObject({
    $schema: z.string().describe('Where the JSON Schema of this file lies, for editors'),
    provider: shape.provider,
    models: z.record(z.string(), ModelProfileFile).describe(shape.models.description ?? ''),
    agent: shape.agent.partial().describe(shape.agent.description ?? ''),
    speculation: shape.speculation.partial().describe(shape.speculation.description ?? ''),
    toolset: shape.toolset,
    toolPolicy: shape.toolPolicy,
    keys: KeysFile.partial().describe('Where keys may be sent'),
    replay: shape.replay.partial().describe(shape.replay.description ?? ''),
    mcp: shape.mcp
      .omit({ servers: true, policy: true })
      .partial()
      .describe(shape.mcp.description ?? ''),
    mcpServers: z.record(z.string(), McpServer).describe('Tool servers by name, in the familiar form'),
    search: shape.search.partial().describe(shape.search.description ?? ''),
    web: shape.web.partial().describe(shape.web.description ?? ''),
    sandbox: shape.sandbox.partial().describe(shape.sandbox.description ?? ''),
    store: StoreFile.describe(shape.store.description ?? ''),
    temporal: shape.temporal.partial().describe(shape.temporal.description ?? ''),
    workers: shape.workers.partial().describe(shape.workers.description ?? ''),
    batch: shape.batch.partial().describe(shape.batch.description ?? ''),
    log: shape.log.partial().describe(shape.log.description ?? ''),
  })
  .partial();
export type ConfigFile = z.infer<typeof ConfigFile>;
