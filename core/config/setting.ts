import { z } from 'zod';
import { expectation, shown } from './expectation';
import type { ConfigProblem } from './problem';
import { placeAt, type ConfigPath } from './schema-at';

/** Where a value came from, strongest first. */
export const SOURCE_KINDS = ['flag', 'environment', '.env', 'file', 'default'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export interface ConfigSource {
  kind: SourceKind;
  /** Flag or variable, or the place in the file. */
  name: string;
}

/** One value that somebody gave. A `*` in the path stands for every model profile. */
export interface Setting {
  path: ConfigPath;
  value: unknown;
  source: ConfigSource;
}

export type Read = { ok: true; value: unknown } | { ok: false; problem: ConfigProblem };

/** Checks one value against the schema of its place. `text`: it came as text, as from a shell. */
export function readValue(path: ConfigPath, given: unknown, where: string, form: 'text' | 'typed'): Read {
  const place = placeAt(path);
  if (place?.kind !== 'value') {
    const problem = `there is no setting ${path.join('.')}`;
    return { ok: false, problem: { where, problem, remedy: 'See docs/configuration.md for all settings.' } };
  }
  const value = form === 'text' && typeof given === 'string' ? fromText(place.schema, given.trim()) : given;
  const parsed = place.schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const wanted = form === 'text' ? textExpectation(place.schema) : expectation(place.schema);
  const subject = path.at(-1) === 'apiKey' ? 'the value' : shown(given);
  return { ok: false, problem: { where, problem: `${subject} is not ${wanted}`, remedy: `Give ${wanted}.` } };
}

/** What the text says in the type that the schema wants; text that does not fit is left for the schema to refuse. */
function fromText(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodNumber)
    return /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replaceAll('_', '')) : text;
  if (schema instanceof z.ZodBoolean) return booleanOf(text) ?? text;
  if (schema instanceof z.ZodArray)
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (schema instanceof z.ZodObject) return priceOf(text) ?? text;
  return text;
}

function booleanOf(text: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  return undefined;
}

function priceOf(text: string): unknown {
  const parts = text.split('/').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length !== 3 || parts.some(Number.isNaN)) return undefined;
  return { input: parts[0], cachedInput: parts[1], output: parts[2] };
}

function textExpectation(schema: z.ZodType): string {
  if (schema instanceof z.ZodBoolean) return '1 (true) or 0 (false)';
  if (schema instanceof z.ZodArray) {
    return expectation(schema).replace('a list', 'a comma-separated list');
  }
  if (schema instanceof z.ZodObject) return 'a price as input/cached/output, such as 1.25/0.125/10';
  return expectation(schema);
}
