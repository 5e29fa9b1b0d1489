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

/** The scalars of a call's arguments, at most 1,500; those that are empty texts too, since a call without them is another one. */
export function argumentLeaves(args: Json): Leaf[] {
  const leaves: Leaf[] = [];
  eachLeaf(args, 'kept', (path, name, text, value, record, index) =>
    leaves.push({ path, name, text, value, record, index }),
  );
  return leaves;
}

/** Is handed the parts of a `Leaf`, one by one: a long result has a thousand, and nobody keeps them so. */
type VisitLeaf = (
  path: string,
  name: string,
  text: string,
  value: Json,
  record: number,
  index: number,
) => unknown;

/** Visits all scalars of a value in order, at most 1,500, with names that are themselves values (`{"item_12": …}`) as leaves. */
export function eachLeaf(value: Json, blanks: 'kept' | 'left out', visit: VisitLeaf): void {
  let records = 0;
  let count = 0;
  const walk = (
    inner: Json,
    place: PathNode,
    name: string,
    record: number,
    index: number,
    depth: number,
  ): void => {
    if (count >= MAX_LEAVES || depth > MAX_DEPTH) return;
    if (Array.isArray(inner)) {
      const items = stepTo(place, '[]');
      for (let at = 0; at < inner.length; at += 1)
        walk(inner[at] as Json, items, name, record, at, depth + 1);
    } else if (inner !== null && typeof inner === 'object') {
      const own = ++records;
      const keys = Object.keys(inner);
      if (namesAreValues(place, keys)) {
        const { path } = stepTo(place, '.*#');
        const items = stepTo(place, '.*');
        for (let at = 0; at < keys.length; at += 1) {
          const key = keys[at] as string;
          const text = scalarText(key);
          if (text) {
            count += 1;
            visit(path, name, text, key, own, at);
          }
          walk(inner[key] as Json, items, name, own, at, depth + 1);
        }
      } else
        for (const key of keys) walk(inner[key] as Json, stepToName(place, key), key, own, index, depth + 1);
    } else {
      const text = typeof inner === 'string' ? inner.trim() : scalarText(inner);
      if (text || (text === '' && blanks === 'kept')) {
        count += 1;
        visit(place.path, name, text, inner, record, index);
      }
    }
  };
  walk(value, rootOfPaths(), '', 0, 0, 0);
}

/** A path and those that go on from it: equal paths are one string, made and hashed once a process. */
interface PathNode {
  path: string;
  /** Its last name is an identifier. */
  named: boolean;
  names: Map<string, PathNode>;
  steps: Map<string, PathNode>;
}

function newNode(path: string, name: string): PathNode {
  nodes += 1;
  return { path, named: isIdentifier(name), names: new Map(), steps: new Map() };
}
const MOST_NODES = 20_000;
let nodes = 0;
let root: PathNode | undefined;

function rootOfPaths(): PathNode {
  if (root && nodes < MOST_NODES) return root;
  nodes = 0;
  return (root = newNode('', ''));
}

function stepTo(from: PathNode, step: '[]' | '.*#' | '.*'): PathNode {
  let node = from.steps.get(step);
  if (!node) from.steps.set(step, (node = newNode(`${from.path}${step}`, '')));
  return node;
}

function stepToName(from: PathNode, name: string): PathNode {
  let node = from.names.get(name);
  if (!node) {
    node = newNode(from.path === '' ? name : `${from.path}.${name}`, name);
    from.names.set(name, node);
  }
  return node;
}

/** Names with digits in them, or no identifiers at all, are data: `{"8310926033": {…}}`, `{"Blue shirt": "17"}`. */
function namesAreValues(place: PathNode, names: readonly string[]): boolean {
  let data = 0;
  for (const name of names) if (!(place.names.get(name)?.named ?? isIdentifier(name))) data += 1;
  return data * 2 > names.length;
}

const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z_-]*\d?$/.test(name);
