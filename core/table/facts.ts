import type { Json } from '../../contracts/json';
import { scalarText } from './canonical-value';
import { eachLeaf, type Leaf } from './flatten';
import type { TableMessage } from './message';
import { parseResult } from './parse-result';
import { phrasesOf } from './phrases';
import { slotOf, slotsOf } from './slots';
import { holdsOf, spansOf, type Holds, type Span } from './spans';
import { wordRunsOf } from './word-runs';

/** One place where a value stands. */
export interface Occurrence {
  text: string;
  value: Json;
  /**
   * The kind of place: `u:SHAPE` the user's text, `s:` the system's, `t:` the assistant's, `r:TOOL:PATH` a field of a
   * result, `x:TOOL:SHAPE` a piece of prose in a result, `a:TOOL:PATH` an argument of an earlier call.
   */
  slot: string;
  /** Last name on the path, or empty. */
  name: string;
  /** Index of the message in the run. */
  message: number;
  /** Object that it belongs to, unique in the run. */
  record: number;
  /** Place in the nearest list. */
  index: number;
  /** The word before it, for pieces of text. */
  before: string;
}

export type ResultKind = 'ok' | 'error' | 'empty';

/** Most pieces that are taken from one message's prose. */
const MAX_SPANS = 240;
const MAX_TEXT = 12_000;
const RECORDS_PER_MESSAGE = 100_000;

/** Pieces of a spoken text, without the runs of words in it. */
export function textOccurrences(message: TableMessage, at: number): Occurrence[] {
  const letter = message.role === 'user' ? 'u' : message.role === 'system' ? 's' : 't';
  const spans = spansOf(message.text.slice(0, MAX_TEXT), MAX_SPANS);
  const slots = slotsOf(`${letter}:`);
  return spans.map((span) => fromSpan(span, slotOf(slots, span.kind), at, at * RECORDS_PER_MESSAGE, span.at));
}

/** Runs of words in what the user said: what people search for. Slots `u:w1` to `u:w4`, `u:wr` and `u:wp`. */
export function wordOccurrences(text: string, at: number): Occurrence[] {
  const read = text.slice(0, MAX_TEXT);
  const slots = slotsOf('u:');
  return wordRunsOf(read, MAX_SPANS * 2)
    .concat(phrasesOf(read, MAX_SPANS))
    .map((span) => fromSpan(span, slotOf(slots, span.kind), at, at * RECORDS_PER_MESSAGE, span.at));
}

const fromSpan = (span: Span, slot: string, message: number, record: number, index: number): Occurrence => ({
  text: span.text,
  value: span.text,
  slot,
  name: '',
  message,
  record,
  index,
  before: span.before,
});

/** Arguments of a call, as values that a later call may copy. `base` keeps records of one message apart. */
export function argumentOccurrences(
  tool: string,
  leaves: readonly Leaf[],
  at: number,
  base: number,
): Occurrence[] {
  const slots = slotsOf(`a:${tool}:`);
  const first = at * RECORDS_PER_MESSAGE + 90_000 + base * 64;
  return leaves
    .filter(({ text }) => text !== '' && text.length <= 200)
    .map((leaf) => ({
      text: leaf.text,
      value: leaf.value,
      slot: slotOf(slots, leaf.path),
      name: leaf.name,
      message: at,
      record: first + Math.min(leaf.record, 63),
      index: leaf.index,
      before: '',
    }));
}

/** Values of a tool's result: its fields where it has any, and pieces of the prose in it. */
export function resultOccurrences(tool: string, text: string, at: number): Occurrence[] {
  const found: Occurrence[] = [];
  const parsed = parseResult(text);
  const fields = slotsOf(`r:${tool}:`);
  const pieces = slotsOf(`x:${tool}:`);
  let spans = 0;
  const prose = (words: string, record: number, index: number, holds?: Holds): void => {
    if (spans >= MAX_SPANS) return;
    for (const span of spansOf(words.slice(0, 4000), 60, holds)) {
      spans += 1;
      found.push(fromSpan(span, slotOf(pieces, span.kind), at, record, index));
    }
  };
  if (parsed === undefined) {
    const whole = scalarText(text);
    if (whole)
      found.push({
        text: whole,
        value: whole,
        slot: slotOf(fields, ''),
        name: '',
        message: at,
        record: at * RECORDS_PER_MESSAGE,
        index: 0,
        before: '',
      });
    const read = text.slice(0, MAX_TEXT);
    const holds = holdsOf(read);
    for (const [index, part] of read.split('\n', 60).entries())
      prose(part, at * RECORDS_PER_MESSAGE + index + 1, index, holds);
    return found;
  }
  eachLeaf(parsed, 'left out', (path, name, text, value, ofRecord, index) => {
    const record = at * RECORDS_PER_MESSAGE + Math.min(ofRecord, 80_000);
    if (text.length <= 200)
      found.push({ text, value, slot: slotOf(fields, path), name, message: at, record, index, before: '' });
    if (text.length > 24 && text.includes(' ')) prose(text, record, index);
  });
  return found;
}

/** How a tool answered, as its text says it. */
export function resultKind(message: TableMessage): ResultKind {
  if (message.failed || /^\s*(error|exception|traceback|failed)\b/i.test(message.text.slice(0, 40)))
    return 'error';
  return /^\s*(\[\]|\{\}|null|none|""|no .{0,60}found\.?|)\s*$/i.test(message.text.slice(0, 90))
    ? 'empty'
    : 'ok';
}
