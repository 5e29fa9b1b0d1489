import type { Json, JsonObject } from '../../contracts/json';
import { callText } from './canonical-value';
import type { ReadyArgument } from './ready-model';
import type { ValueCandidate } from './values';

/** Arguments with each value at its path; undefined for paths that name no place of their own. */
export function buildArguments(
  paths: readonly string[],
  values: readonly Pick<ValueCandidate, 'text' | 'occurrence'>[],
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
  const template = templateOf(paths);
  if (!template) return callText(tool, buildArguments(paths, values, models) ?? {});
  let text = tool + template.begin;
  for (const { at, after } of template.values) {
    const value = values[at] as ValueCandidate;
    text += (value.json ??= jsonOf(typedValue(value, models[at]))) + after;
  }
  return text;
}

const jsonOf = (value: Json): string => JSON.stringify(typeof value === 'string' ? value.trim() : value);

/** How calls with these paths are written: which path's value comes next, and what stands behind it. */
interface Template {
  begin: string;
  values: readonly { at: number; after: string }[];
}

/** Told once for a list of paths; undefined where a value has no place of its own in the text. */
function templateOf(paths: readonly string[]): Template | undefined {
  const known = TEMPLATES.get(paths);
  if (known !== undefined) return known.template;
  const marks = paths.map((_path, at) => ({ text: `<value ${at}>` }));
  const built = buildArguments(paths, marks, []);
  const [begin = '', ...rest] = built ? callText('', built).split(MARK) : [];
  const values = paths.map((_path, place) => ({
    at: Number(rest[2 * place]),
    after: rest[2 * place + 1] ?? '',
  }));
  const whole = rest.length === 2 * paths.length && new Set(values.map(({ at }) => at)).size === paths.length;
  const template = whole ? { begin, values } : undefined;
  TEMPLATES.set(paths, { template });
  return template;
}

/** A value's place: no name, which a colon would follow. */
const MARK = /"<value (\d+)>"(?=[,\]}])/;
const TEMPLATES = new WeakMap<readonly string[], { template: Template | undefined }>();

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

/** Whether arguments can have all these paths: none goes on where another has its value. */
export const allBuildable = (paths: readonly string[]): boolean =>
  paths.every((path) => buildable(path) && !paths.some((other) => other.startsWith(`${path}.`)));

/** Whether a path can be written to: no names that are values, no lists of lists. */
const buildable = (path: string): boolean =>
  path !== '' && !path.includes('*') && !path.includes('[][]') && !path.startsWith('[]');

/** The text as the argument's usual type, or as it stood in the context. */
function typedValue(
  value: Pick<ValueCandidate, 'text' | 'occurrence'>,
  model: ReadyArgument | undefined,
): Json {
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
