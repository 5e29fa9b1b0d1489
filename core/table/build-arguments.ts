import type { Json, JsonObject } from '../../contracts/json';
import { callText } from './canonical-value';
import type { ReadyArgument } from './ready-model';
import type { ValueCandidate } from './values';

/** Arguments with each value at its path; undefined for paths that name no place of their own. */
export function buildArguments(
  paths: readonly string[],
  values: readonly ValueCandidate[],
  models: readonly (ReadyArgument | undefined)[],
): JsonObject | undefined {
  const built: JsonObject = {};
  for (const [at, path] of paths.entries()) {
    const value = values[at];
    if (!value || !buildable(path)) return undefined;
    let place: JsonObject = built;
    const steps = stepsOf(path);
    for (let depth = 0; depth < steps.length; depth += 1) {
      const { name, listed } = steps[depth] as Step;
      if (depth === steps.length - 1) {
        const typed = typedValue(value, models[at]);
        place[name] = listed ? [typed] : typed;
      } else {
        const inner: JsonObject =
          ((listed ? (place[name] as Json[] | undefined)?.[0] : place[name]) as JsonObject) ?? {};
        place[name] = listed ? [inner] : inner;
        place = inner;
      }
    }
  }
  return built;
}

/** The text by which equal calls are known: `callText` of the call with these arguments, all of them buildable. */
export function textOfCall(
  tool: string,
  paths: readonly string[],
  values: readonly ValueCandidate[],
  models: readonly (ReadyArgument | undefined)[],
): string {
  const names = namesInOrder(paths);
  if (!names) return callText(tool, buildArguments(paths, values, models) ?? {});
  let text = `${tool}{`;
  for (let place = 0; place < names.length; place += 1) {
    const { at, before, after } = names[place] as NameInOrder;
    const value = values[at] as ValueCandidate;
    text += before + (value.json ??= jsonOf(typedValue(value, models[at]))) + after;
  }
  return `${text}}`;
}

const jsonOf = (value: Json): string => JSON.stringify(typeof value === 'string' ? value.trim() : value);

/** One argument in canonical order: which path, and what stands before and behind its value. */
interface NameInOrder {
  at: number;
  before: string;
  after: string;
}

/** How arguments without depth are written; undefined where a path has depth, or a name has a place of its own in objects. */
function namesInOrder(paths: readonly string[]): readonly NameInOrder[] | undefined {
  const known = ORDERS.get(paths);
  if (known !== undefined) return known.names;
  const steps = paths.map((path, at) => ({ at, steps: stepsOf(path) }));
  const flat = steps.flatMap(({ at, steps: [first, ...deeper] }) =>
    first && deeper.length === 0 && !OWN_PLACE.test(first.name) ? [{ at, ...first }] : [],
  );
  flat.sort((a, b) => (a.name < b.name ? -1 : 1));
  const plain = flat.length === paths.length && new Set(flat.map(({ name }) => name)).size === paths.length;
  const names = flat.map(({ at, name, listed }, place) => ({
    at,
    before: `${place === 0 ? '' : ','}${JSON.stringify(name)}:${listed ? '[' : ''}`,
    after: listed ? ']' : '',
  }));
  const order = { names: plain ? names : undefined };
  ORDERS.set(paths, order);
  return order.names;
}

const ORDERS = new WeakMap<readonly string[], { names: readonly NameInOrder[] | undefined }>();
/** Whole numbers come first in every object, and a prototype is no member. */
const OWN_PLACE = /^(\d+|__proto__)$/;

interface Step {
  name: string;
  listed: boolean;
}

/** The names on a path; told once a path. */
function stepsOf(path: string): readonly Step[] {
  const known = STEPS.get(path);
  if (known) return known;
  const steps = path.split('.').map((raw) => {
    const listed = raw.endsWith('[]');
    return { name: listed ? raw.slice(0, -2) : raw, listed };
  });
  if (STEPS.size >= MOST_STEPS) STEPS.clear();
  STEPS.set(path, steps);
  return steps;
}

const STEPS = new Map<string, readonly Step[]>();
const MOST_STEPS = 5000;

/** Whether a path can be written to: no names that are values, no lists of lists. */
export const buildable = (path: string): boolean =>
  path !== '' && !path.includes('*') && !path.includes('[][]') && !path.startsWith('[]');

/** The text as the argument's usual type, or as it stood in the context. */
function typedValue(value: ValueCandidate, model: ReadyArgument | undefined): Json {
  const { text } = value;
  const types = model?.types;
  const numeric = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text);
  if (types && types.string + types.number + types.boolean > 0) {
    if (types.number > types.string && numeric) return Number(text);
    if (types.boolean > types.string && (text === 'true' || text === 'false')) return text === 'true';
    return text;
  }
  const raw = value.occurrence?.value;
  return typeof raw === 'number' && numeric
    ? Number(text)
    : typeof raw === 'boolean'
      ? text === 'true'
      : text;
}
