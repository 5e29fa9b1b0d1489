import type { Json } from '../../contracts/json';
import { scalarText } from './canonical-value';

/** One scalar inside a value. */
export interface Leaf {
  /** Where it stands: names joined by dots, `[]` for a place in a list, `*` for a name that is itself a value. */
  path: string;
  /** Last name on the path. */
  name: string;
  text: string;
  value: Json;
  /** Number of the object that it belongs to, within this value. */
  record: number;
  /** Its place in the nearest list, or among the names of an object whose names are values. */
  index: number;
}

const MAX_LEAVES = 1500;
const MAX_DEPTH = 16;

/** All scalars of a value in order, at most 1,500, with names that are themselves values (`{"item_12": …}`) as leaves. */
export function flatten(value: Json): Leaf[] {
  const leaves: Leaf[] = [];
  let records = 0;
  const walk = (
    inner: Json,
    path: string,
    name: string,
    record: number,
    index: number,
    depth: number,
  ): void => {
    if (leaves.length >= MAX_LEAVES || depth > MAX_DEPTH) return;
    if (Array.isArray(inner)) {
      for (const [place, item] of inner.entries()) walk(item, `${path}[]`, name, record, place, depth + 1);
    } else if (inner !== null && typeof inner === 'object') {
      const own = ++records;
      const open = namesAreValues(inner);
      let place = 0;
      for (const key of Object.keys(inner)) {
        const child = inner[key] as Json;
        if (open) {
          const text = scalarText(key);
          if (text) leaves.push({ path: `${path}.*#`, name, text, value: key, record: own, index: place });
          walk(child, `${path}.*`, name, own, place, depth + 1);
          place += 1;
        } else walk(child, path === '' ? key : `${path}.${key}`, key, own, index, depth + 1);
      }
    } else {
      const text = typeof inner === 'string' ? inner.trim() : scalarText(inner);
      if (text) leaves.push({ path, name, text, value: inner, record, index });
    }
  };
  walk(value, '', '', 0, 0, 0);
  return leaves;
}

/** Names with digits in them, or no identifiers at all, are data: `{"8310926033": {…}}`, `{"Blue shirt": "17"}`. */
function namesAreValues(object: Record<string, Json | undefined>): boolean {
  const keys = Object.keys(object);
  if (keys.length === 0) return false;
  let data = 0;
  for (const key of keys) if (!/^[A-Za-z_][A-Za-z_-]*\d?$/.test(key)) data += 1;
  return data * 2 > keys.length;
}
