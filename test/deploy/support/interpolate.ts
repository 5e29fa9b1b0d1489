/** One `${NAME…}` of a compose file, as far as ours use them. */
export interface UsedVariable {
  name: string;
  /** `${NAME:?…}`: there is no file without a value. */
  required: boolean;
  hasDefault: boolean;
}

/**
 * Text with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` filled in as Compose does it, an empty value counting
 * as none; `$$` stays a dollar. Every variable that was met goes to `onVariable`. Throws where a required one is missing.
 */
export function interpolate(
  text: string,
  values: Record<string, string | undefined>,
  onVariable: (variable: UsedVariable) => void = () => undefined,
): string {
  let result = '';
  let rest = text;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    result += rest.slice(0, at);
    rest = rest.slice(at);
    if (rest.startsWith('$$')) {
      result += '$';
      rest = rest.slice(2);
      continue;
    }
    const inner = bracesOf(rest);
    result += valueOf(inner, values, onVariable);
    rest = rest.slice(inner.length + 3);
  }
  return result + rest;
}

/** What stands between the braces that a text begins with. */
function bracesOf(text: string): string {
  if (!text.startsWith('${')) throw new Error(`a dollar without braces at: ${text.slice(0, 40)}`);
  let depth = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}' && (depth -= 1) === 0) return text.slice(2, index);
  }
  throw new Error(`braces that do not close at: ${text.slice(0, 40)}`);
}

function valueOf(
  inner: string,
  values: Record<string, string | undefined>,
  onVariable: (variable: UsedVariable) => void,
): string {
  const match = /^([A-Z][A-Z0-9_]*)(?::([-?])([^]*))?$/.exec(inner);
  if (!match) throw new Error(`not understood: \${${inner}}`);
  const [, name = '', operator, operand = ''] = match;
  onVariable({ name, required: operator === '?', hasDefault: operator === '-' });
  // The default is gone through in any case, for the variables in it.
  const fallback = operator === '-' ? interpolate(operand, values, onVariable) : '';
  const value = values[name];
  if (value) return value;
  if (operator === '?') throw new Error(`${name} is needed: ${operand}`);
  return fallback;
}
