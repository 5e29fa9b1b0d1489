import { z } from 'zod';
import { Effect, Egress } from './tool-policy';

const positive = z.number().int().positive();

/** What a server may be called: with a tool's name it makes a name that providers accept. */
export const MCP_SERVER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;

/**
 * One MCP server in the familiar `mcpServers` form. `${VAR}` and `${VAR:-otherwise}` in texts are filled in by the
 * worker that opens it, from its own environment, and stand nowhere else.
 */
export const McpServer = z.strictObject({
  type: z
    .enum(['stdio', 'http', 'streamable-http'])
    .optional()
    .describe('Told by command or url where it is left out'),
  command: z.string().min(1).optional().describe('Program of a server over stdio'),
  args: z.array(z.string()).optional().describe('Its arguments'),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe('Its environment, besides PATH, HOME and the like'),
  cwd: z.string().min(1).optional().describe('Its folder; relative to the file that names it'),
  url: z.string().min(1).optional().describe('Address of a server over streamable HTTP'),
  headers: z.record(z.string(), z.string()).optional().describe('Sent with every request to it'),
  enabled: z.boolean().optional().describe('false: as if it were not there'),
  required: z.boolean().optional().describe('false: runs start without its tools where it cannot be opened'),
  stateful: z
    .boolean()
    .optional()
    .describe('true: it remembers earlier calls of a connection, so nothing of it is ever executed ahead'),
  startTimeoutMs: positive.optional().describe('Longest that opening it may take; 30000 otherwise'),
});
export type McpServer = z.infer<typeof McpServer>;

/** Servers in a file of their own, such as another client's: what we do not know in it is passed over. */
export const McpServersFile = z.looseObject({ mcpServers: z.record(z.string(), z.unknown()) });

/** What the user decided about one tool. Until `confirmed` is true it counts as a write, whatever stands beside. */
export const McpToolPolicy = z.strictObject({
  confirmed: z.boolean().describe('The user has looked at this entry and vouches for it'),
  enabled: z.boolean().optional().describe('false: the tool is not offered'),
  effect: Effect.describe('pure, read or write'),
  egress: Egress.optional().describe('What its arguments can carry out: none, query or url'),
  idempotent: z.boolean().optional().describe('Running it twice has the effect of running it once'),
  timeoutMs: positive.optional(),
  p95Ms: positive.optional(),
  ttlMs: positive.optional(),
  maxChars: positive.optional(),
  priceUsd: z.number().nonnegative().optional(),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional()
    .describe('Of the name, description and schema that were confirmed; another tool counts as a write'),
  hints: z.record(z.string(), z.unknown()).optional().describe("The server's own hints, for the reader only"),
});
export type McpToolPolicy = z.infer<typeof McpToolPolicy>;

export const MCP_POLICY_SCHEMA = 'forerun-mcp-policy/1';

export const McpPolicyFile = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(MCP_POLICY_SCHEMA),
  tools: z.record(z.string(), McpToolPolicy),
});
export type McpPolicyFile = z.infer<typeof McpPolicyFile>;

/** One tool as a run has it, from its beginning to its end. */
export const CatalogueTool = z.strictObject({
  /** The name that models use. */
  name: z.string(),
  server: z.string(),
  /** The server's own name for it. */
  tool: z.string(),
  description: z.string(),
  parameters: z.record(z.string(), z.json()),
  /** Of its own name, description and schema. */
  fingerprint: z.string(),
});
export type CatalogueTool = z.infer<typeof CatalogueTool>;

export const CATALOGUE_SCHEMA = 'forerun-mcp-catalogue/1';

/** The tools that the servers listed when a run began: a stored blob, whose hash the run pins. */
export const Catalogue = z.strictObject({
  schema: z.literal(CATALOGUE_SCHEMA),
  tools: z.array(CatalogueTool),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** What a listing found besides usable tools. */
export interface ToolTrouble {
  server: string;
  /** Absent where the server as a whole is meant. */
  tool?: string;
  code: string;
  message: string;
}
