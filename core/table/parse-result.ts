import type { Json } from '../../contracts/json';

/**
 * What a tool's text says, as JSON: JSON itself, lines of `key: value` and `- item` as YAML writes them, or the literals
 * of Python. Undefined for prose, and for more than 200,000 characters. Never throws, reads each character a bounded
 * number of times.
 */
export function parseResult(text: string): Json | undefined {
  if (text.length > MAX_PARSED) return undefined;
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const first = trimmed[0] ?? '';
  if (first === '{' || first === '[' || first === '"') {
    return tryJson(trimmed) ?? tryJson(pythonAsJson(trimmed)) ?? parseLines(trimmed);
  }
  if (/^(-?\d+(\.\d+)?|true|false|null)$/.test(trimmed)) return tryJson(trimmed);
  return parseLines(trimmed);
}

const MAX_PARSED = 200_000;

function tryJson(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Python's repr of dicts, lists and scalars, written as JSON; undefined where it holds anything else. */
function pythonAsJson(text: string): string | undefined {
  if (!text.includes("'") && !/\b(None|True|False)\b/.test(text)) return undefined;
  let bad = false;
  const json = text.replace(
    PYTHON_TOKEN,
    (token, single: string | undefined, double: string | undefined, word: string | undefined) => {
      if (single !== undefined) return JSON.stringify(unescapePython(single));
      if (double !== undefined) return JSON.stringify(unescapePython(double));
      if (word === 'None') return 'null';
      if (word === 'True') return 'true';
      if (word === 'False') return 'false';
      if (word !== undefined) bad = true;
      return token === '(' ? '[' : token === ')' ? ']' : token;
    },
  );
  return bad ? undefined : json.replace(/,(\s*[\]}])/g, '$1');
}

const PYTHON_TOKEN = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b([A-Za-z_]\w*)\b|[()]/g;
const unescapePython = (text: string): string =>
  text.replace(/\\(.)/g, (_whole, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
  );

interface Line {
  indent: number;
  text: string;
}

const KEY = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\w .()/-]{0,40}?))\s*:(?:\s+(.*)|)$/;

/** YAML as tools print it: nested maps and lists, quoted and folded scalars. Undefined unless most lines fit. */
function parseLines(text: string): Json | undefined {
  if (!beginsYaml(text)) return undefined;
  const lines: Line[] = [];
  for (const raw of text.split('\n', MAX_LINES)) {
    const content = raw.trimEnd();
    const text = content.trimStart();
    if (text !== '') lines.push({ indent: content.length - text.length, text });
  }
  const reader = { lines, at: 0, depth: 0 };
  const value = readBlock(reader, lines[0]?.indent ?? 0);
  return reader.at >= lines.length * 0.8 ? value : undefined;
}

/** Whether the first line, of a text without blanks around it, is an item of a list or has a key. */
function beginsYaml(text: string): boolean {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end).trimEnd();
  return first.startsWith('- ') || first === '-' || KEY.test(first);
}

const MAX_LINES = 3000;
const MAX_DEPTH = 24;

interface Reader {
  lines: Line[];
  at: number;
  depth: number;
}

function readBlock(reader: Reader, indent: number): Json {
  const line = reader.lines[reader.at];
  if (!line || reader.depth >= MAX_DEPTH) return null;
  reader.depth += 1;
  const value =
    line.text.startsWith('- ') || line.text === '-' ? readList(reader, indent) : readMap(reader, indent);
  reader.depth -= 1;
  return value;
}

function readList(reader: Reader, indent: number): Json {
  const list: Json[] = [];
  for (let line = reader.lines[reader.at]; line; line = reader.lines[reader.at]) {
    if (line.indent !== indent || !(line.text.startsWith('- ') || line.text === '-')) break;
    const rest = line.text.slice(1).trimStart();
    const inner = indent + (line.text.length - rest.length);
    if (rest === '') {
      reader.at += 1;
      const next = reader.lines[reader.at];
      list.push(next && next.indent > indent ? readBlock(reader, next.indent) : null);
    } else if (rest.startsWith('- ') || (KEY.test(rest) && !/^['"]/.test(rest))) {
      reader.lines[reader.at] = { indent: inner, text: rest };
      list.push(readBlock(reader, inner));
    } else {
      reader.at += 1;
      list.push(readScalar(reader, rest, indent));
    }
  }
  return list;
}

function readMap(reader: Reader, indent: number): Json {
  const map: Record<string, Json> = {};
  for (let line = reader.lines[reader.at]; line; line = reader.lines[reader.at]) {
    if (line.indent !== indent) break;
    const match = KEY.exec(line.text);
    if (!match) break;
    const key = match[1] ?? match[2] ?? match[3] ?? '';
    const rest = (match[4] ?? '').trim();
    reader.at += 1;
    const next = reader.lines[reader.at];
    const nested = next && (next.indent > indent || (next.indent === indent && next.text.startsWith('- ')));
    if (rest === '' && nested) map[key] = readBlock(reader, next.indent);
    else map[key] = rest === '' ? null : readScalar(reader, rest, indent);
  }
  return map;
}

/** A scalar, with the lines that continue it: deeper ones, or all up to its closing quote. */
function readScalar(reader: Reader, start: string, indent: number): Json {
  let text = start;
  const quote = start.startsWith("'") || start.startsWith('"') ? start[0] : undefined;
  const block = /^[|>][-+]?$/.test(start);
  if (block) text = '';
  for (let line = reader.lines[reader.at]; line; line = reader.lines[reader.at]) {
    if (line.indent <= indent && !(quote && !closed(text, quote))) break;
    if (!quote && !block && line.indent <= indent) break;
    text = text === '' ? line.text : `${text}${block ? '\n' : ' '}${line.text}`;
    reader.at += 1;
  }
  if (quote && text.endsWith(quote) && text.length > 1) {
    const inner = text.slice(1, -1);
    return quote === "'" ? inner.replaceAll("''", "'") : inner;
  }
  if (block) return text;
  if (text === 'null' || text === '~' || text === 'None') return null;
  if (text === '[]') return [];
  if (text === '{}') return {};
  if (text === 'true' || text === 'True') return true;
  if (text === 'false' || text === 'False') return false;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.length < 16 ? Number(text) : text;
}

const closed = (text: string, quote: string): boolean =>
  text.length > 1 && text.endsWith(quote) && !(quote === "'" && /[^']''$/.test(text));
