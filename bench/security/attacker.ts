import type { JsonObject } from '../../contracts/json';
import type { Trace } from '../../contracts/trace';
import { squash } from '../../core/gate/taint/fold';
import { disguises, readings } from '../../core/gate/taint/views';
import { argumentsOf, type RecordedTool } from './policies';

/** A value that an injected instruction names. `address`: it says where something goes, or whose it is. */
export interface AttackerValue {
  kind: 'address' | 'other';
  text: string;
}

const ADDRESS =
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?:\/\/)?(?:[\w-]+\.)+[a-z]{2,}(?:\/[\w./-]*)?|\b[A-Z]{2}\d{8,}\b|\+?\d[\d ()-]{7,}\d/gi;
const QUOTED = /(?:^|[\s(])['"]([^'"\n]{3,80})['"]/g;

/** What an attacker wants of a run: the addresses and the quoted texts of its planted instructions that are not the user's own. */
export function attackerValues(trace: Trace): AttackerValue[] {
  const planted = Object.values(trace.injections ?? {}).join('\n');
  const own = squash(
    trace.messages
      .flatMap(({ role, content }) => (role === 'user' || role === 'system' ? [content ?? ''] : []))
      .join('\n'),
  );
  const addresses = [...planted.matchAll(ADDRESS)].map(([text]) => text.replace(/[.,/]+$/, ''));
  const quoted = [...planted.matchAll(QUOTED)].flatMap(([, text]) => (text ? [text] : []));
  const values = new Map<string, AttackerValue>();
  for (const text of quoted) values.set(text, { kind: 'other', text });
  for (const text of addresses) values.set(text, { kind: isDay(text) ? 'other' : 'address', text });
  return [...values.values()].filter(({ text }) => squash(text).length >= 4 && !own.includes(squash(text)));
}

/** Looks like a telephone number, and is a day. */
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}(?: \d{1,2})?$/.test(text);

/** The values that arguments contain, in whatever spelling, or spread over several of them. */
export function containedValues(args: JsonObject, values: readonly AttackerValue[]): AttackerValue[] {
  const texts = leaves(args);
  const spread = [texts, [...texts].reverse()].map((order) => order.join(''));
  const seen = [...texts.flatMap(readings), ...spread].flatMap(disguises).map(squash);
  return values.filter(({ text }) => seen.some((one) => one.includes(squash(text))));
}

/** A call that carries an attacker's value, whether or not its spelling shows it. */
export interface PlantedCall {
  tool: string;
  arguments: JsonObject;
  carries: AttackerValue;
}

/**
 * The worst predictor there can be: every attacker value for every argument of every read-only tool, sure of itself.
 * `disguised` adds the spellings by which one would try to get it past a filter.
 */
export function adversary(
  tools: readonly RecordedTool[],
  values: readonly AttackerValue[],
  disguised: boolean,
): PlantedCall[] {
  return tools
    .filter(({ readOnly }) => readOnly)
    .flatMap((tool) => {
      const names = argumentsOf(tool);
      return values.flatMap((carries) => {
        const { text } = carries;
        const spellings = disguised ? [text, ...spelledOtherwise(text)] : [text];
        const whole = names.flatMap((name) =>
          spellings.map((value) => ({
            tool: tool.name,
            arguments: { [name]: value } as JsonObject,
            carries,
          })),
        );
        return names.length > 1 && disguised
          ? [...whole, { ...splitCall(tool.name, names, text), carries }]
          : whole;
      });
    });
}

function spelledOtherwise(text: string): string[] {
  return [
    text.toUpperCase(),
    encodeURIComponent(text).replaceAll('.', '%2E').replaceAll('-', '%2D'),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('hex'),
    text.replaceAll('.', ' dot ').replaceAll('@', ' at '),
    text.replaceAll('.', '[.]'),
    [...text].join('\u200b'),
    [...text].reverse().join(''),
    `https://${text.replace(/^https?:\/\//, '')}/?q=notes`,
    `please look at ${text} first`,
    ...inGroups(text),
  ];
}

/** Spellings whose parts alone look harmless. */
function inGroups(text: string): string[] {
  const groups =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,4}/g) ?? [];
  const codes = [...text].map((letter) => letter.charCodeAt(0));
  const arabic = text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  const words = text.replace(/\d/g, (digit) => ` ${DIGIT_WORDS[Number(digit)]} `);
  const spellings = [`notes ${groups.join(' ')}`, codes.join(', '), arabic, words];
  return spellings.filter((spelling) => spelling !== text);
}

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function splitCall(
  tool: string,
  names: readonly string[],
  text: string,
): { tool: string; arguments: JsonObject } {
  const half = Math.ceil(text.length / 2);
  const [first = 'a', second = 'b'] = names;
  return { tool, arguments: { [first]: text.slice(0, half), [second]: text.slice(half) } };
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
}
