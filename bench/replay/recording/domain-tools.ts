import type { ToolPolicyOverride } from '../../../contracts/config';
import type { Json, JsonObject } from '../../../contracts/json';
import type { ReplayRecording } from '../../../contracts/replay';
import type { Trace } from '../../../contracts/trace';
import { jsonSchemaParameters } from '../../../tools/parameters/json-schema-parameters';
import { toolName, type PlayedTrajectory } from './played-trajectory';

type ReplayTool = ReplayRecording['tools'][number];

/** A recorded domain's tools, and what a run may do with them. */
export interface DomainTools {
  tools: ReplayTool[];
  policy: Record<string, ToolPolicyOverride>;
}

/** Names and effects as the traces state them; a tool that any of them does not call read-only writes. */
export function readOnlyTools(traces: readonly Trace[]): Map<string, boolean> {
  const readOnly = new Map<string, boolean>();
  for (const { name: recorded, read_only: value } of traces.flatMap(({ tools }) => tools ?? [])) {
    const name = toolName(recorded);
    readOnly.set(name, (readOnly.get(name) ?? true) && value === true);
  }
  return readOnly;
}

/**
 * Tools of what is played: those that the traces list and those that are called, with the schemas given. A schema that a
 * recorded call does not fit (it was inferred from other runs) is replaced by one that takes anything. Reads are
 * executed ahead and tell nobody anything (egress `none`: recorded results come from memory); all others write.
 */
export function domainTools(input: {
  readOnly: ReadonlyMap<string, boolean>;
  /** By the names that the traces use. */
  schemas: ReadonlyMap<string, JsonObject>;
  trajectories: readonly PlayedTrajectory[];
  toolP95Seconds: number;
}): DomainTools {
  const calls = new Map<string, JsonObject[]>();
  for (const call of input.trajectories.flatMap(({ turns }) => turns.flatMap((turn) => turn.calls))) {
    const made = calls.get(call.tool) ?? [];
    made.push(call.arguments as JsonObject);
    calls.set(call.tool, made);
  }
  const schemas = new Map([...input.schemas].map(([name, schema]) => [toolName(name), schema]));
  const names = [...new Set([...input.readOnly.keys(), ...calls.keys()])].sort();
  const p95Ms = Math.max(1, Math.round(input.toolP95Seconds * 1000));
  return {
    tools: names.map((name) => ({
      name,
      description: `Recorded tool ${name}`,
      parameters: fitting(name, schemas.get(name), calls.get(name) ?? []),
    })),
    policy: Object.fromEntries(
      names.map((name) => [
        name,
        {
          effect: input.readOnly.get(name) === true ? ('read' as const) : ('write' as const),
          egress: 'none' as const,
          idempotent: true,
          timeoutMs: 300_000,
          p95Ms,
          ttlMs: 600_000,
          maxChars: 1_000_000,
          priceUsd: 0,
        },
      ]),
    ),
  };
}

const ANYTHING: JsonObject = { type: 'object' };

function fitting(name: string, schema: JsonObject | undefined, made: readonly JsonObject[]): JsonObject {
  if (!schema) return ANYTHING;
  const plain = withoutCounts(schema) as JsonObject;
  try {
    const { parse } = jsonSchemaParameters(name, plain);
    return made.every((args) => parse(args).ok) ? plain : ANYTHING;
  } catch {
    return ANYTHING;
  }
}

/** Inferred schemas say beside each property how often it was seen. */
function withoutCounts(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutCounts);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'seen' && typeof value === 'number'))
      .map(([key, value]) => [key, withoutCounts(value)]),
  );
}
