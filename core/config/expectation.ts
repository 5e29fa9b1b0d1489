import { z } from 'zod';

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  format?: string;
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  pattern?: string;
}

/** What a setting wants, in words that fit after "Give". */
export function expectation(schema: z.ZodType): string {
  return inWords(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
}

function inWords(schema: JsonSchema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list, each ${inWords(schema.items ?? {})}`;
    case 'object':
      return 'a price: dollars per million tokens as input, cachedInput and output';
    default:
      if (schema.format === 'uri') return 'an http or https URL, such as http://localhost:8003/v1';
      if (schema.pattern) return `a text that matches ${schema.pattern}`;
      return schema.minLength ? 'a text that is not empty' : 'a text';
  }
}

function range({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const from = type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  if (from !== undefined) return ` of at least ${from}`;
  return exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
}

const SHOWN_CHARS = 60;

/** A wrong value for people to recognise: shortened, without user names and passwords in URLs. */
export function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/\/\/[^/@\s]*@/g, '//…@');
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 1)}…` : text;
}
