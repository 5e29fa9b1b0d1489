import { z } from 'zod';
import type { Json, JsonObject } from '../../contracts/json';
import type { ToolParameters } from '../../contracts/tool';

/** Parameters as a zod object: draft-7 JSON Schema of what the tool takes, defaults included, and zod's own check. */
export function zodParameters<S extends z.ZodObject>(schema: S): ToolParameters<z.output<S>> {
  let made: JsonObject | undefined;
  return {
    jsonSchema: () => (made ??= jsonSchemaOf(schema)),
    parse(args) {
      const parsed = schema.safeParse(args);
      return parsed.success
        ? { ok: true, arguments: parsed.data }
        : { ok: false, message: z.prettifyError(parsed.error) };
    },
  };
}

function jsonSchemaOf(schema: z.ZodObject): JsonObject {
  const { $schema: _schema, ...shown } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  // Through JSON, which leaves out what only zod knows of.
  return dropIntegerBounds(JSON.parse(JSON.stringify(shown)) as JsonObject) as JsonObject;
}

/** zod bounds every integer by what JavaScript holds; sixteen digits of prompt that tell a model nothing. */
function dropIntegerBounds(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(dropIntegerBounds);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(isBound(key) && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER))
      .map(([key, value]) => [key, dropIntegerBounds(value)]),
  );
}

const isBound = (key: string): boolean => key === 'minimum' || key === 'maximum';
