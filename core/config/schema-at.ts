import { z } from 'zod';
import { Price } from '../../contracts/config';
import { ConfigFile } from '../../contracts/config-file';

/** A place in the configuration. An array, since names of profiles may hold dots. */
export type ConfigPath = readonly string[];

/** What stands at a place: a value, or named places below it; `undefined` names where any name is allowed. */
export type Place =
  { kind: 'value'; schema: z.ZodType } | { kind: 'group'; names: string[] | undefined } | undefined;

/** What the file's schema says about a place; undefined where there is no such place. */
export function placeAt(path: ConfigPath): Place {
  let schema: z.ZodType = ConfigFile;
  for (const name of path) {
    const inner = bare(schema);
    if (isGroup(inner) && Object.hasOwn(inner.shape, name)) schema = inner.shape[name] as z.ZodType;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType as z.ZodType;
    else return undefined;
  }
  const found = bare(schema);
  if (isGroup(found)) return { kind: 'group', names: Object.keys(found.shape) };
  if (found instanceof z.ZodRecord) return { kind: 'group', names: undefined };
  return { kind: 'value', schema: found };
}

/** A price is one value, although it has three parts. */
function isGroup(schema: z.ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject && schema.shape.cachedInput !== Price.shape.cachedInput;
}

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap() as z.ZodType) : schema;
}
