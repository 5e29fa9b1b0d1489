import type { JsonObject } from '../../contracts/json';
import type { Egress, ToolPolicy } from '../../contracts/tool-policy';
import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';
import { jsonSchemaParameters } from '../../tools/parameters/json-schema-parameters';
import { Toolset } from '../../tools/toolset';

/** A recorded tool: its name, whether it only reads, and the schema inferred for it. */
export interface RecordedTool {
  name: string;
  readOnly: boolean;
  schema?: JsonObject;
}

/** Ways in which an operator might have described the recorded tools. None names a tool or a domain. */
export const POLICIES = {
  /** Tools with an argument that is an address fetch it; all others stay within the user's own systems. */
  'own systems': { address: 'url', others: 'none' },
  /** The most careful operator: whatever only reads may tell somebody what it was asked. */
  'everything leaves': { address: 'url', others: 'query' },
  /** The same without the rule for addresses, so that the taint rule stands alone. */
  'everything leaves, taint alone': { address: 'query', others: 'query' },
  /** All leaves, but the operator vouches for the fields of structured results. */
  'everything leaves, outputs trusted': { address: 'url', others: 'query', output: 'trusted' },
} as const satisfies Record<string, { address: Egress; others: Egress; output?: ToolPolicy['output'] }>;
export type PolicyName = keyof typeof POLICIES;

const ADDRESS_ARGUMENT = /^(?:.*_)?(?:url|uri|link|href|website)$/i;

/** The names of a tool's arguments as its schema has them. */
export const argumentsOf = ({ schema }: RecordedTool): string[] =>
  Object.keys((schema?.properties as JsonObject | undefined) ?? {});

/** The recorded tools under one policy; they take any arguments and are never executed. */
export function recordedToolset(tools: readonly RecordedTool[], name: PolicyName): Toolset {
  const policy = Object.fromEntries(tools.map((tool) => [tool.name, policyOf(tool, name)]));
  return new Toolset(
    'recorded',
    tools.map((tool) => ({
      name: tool.name,
      description: `Recorded tool ${tool.name}`,
      parameters: jsonSchemaParameters(tool.name, {
        type: 'object',
        properties: Object.fromEntries(argumentsOf(tool).map((argument) => [argument, {}])),
      }),
      execute: () => Promise.reject(new Error(`${tool.name} is recorded and cannot be executed`)),
    })),
    { hash: sha256Hex(canonicalJson(policy)), tools: policy },
  );
}

function policyOf(tool: RecordedTool, name: PolicyName): ToolPolicy {
  const { address, others, ...output } = POLICIES[name];
  return {
    effect: tool.readOnly ? 'read' : 'write',
    egress: argumentsOf(tool).some((argument) => ADDRESS_ARGUMENT.test(argument)) ? address : others,
    ...output,
    idempotent: true,
    timeoutMs: 60_000,
    p95Ms: 1_000,
    ttlMs: 600_000,
    maxChars: 1_000_000,
    priceUsd: 0,
  };
}
