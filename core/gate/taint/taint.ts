import type { JsonObject } from '../../../contracts/json';
import { contentWords, squash } from './fold';
import { identifiersIn } from './identifiers';
import { leavesOf, type TaintSources } from './sources';
import { disguises, MAX_VALUE_CHARS, readings } from './views';

/** Why a call may not be executed ahead, for people. `part` is what decided it. */
export interface Taint {
  why: 'identifier' | 'split' | 'only_from_outputs' | 'quoted' | 'too_long';
  part: string;
}

/** Words in a row that make a value a quotation of a tool's output. */
const QUOTED_WORDS = 5;

/** Orders of so many values are tried to find one that was split over them. */
const MAX_SPLIT_VALUES = 4;

/**
 * The taint rule (docs/security.md): a value that tools' outputs alone have brought up may not leave the user's systems
 * before the actor has asked for it. Undefined where the arguments may be sent.
 *
 * What decides where something goes or whose it is (addresses, hosts, mail addresses, numbers, tokens) must stand in the
 * user's words or in a field that the operator vouches for, whatever its spelling and wherever else it may come from.
 * Plain words are refused where none of a value's words is the user's own or the actor's (through the same tool), and
 * where they quote an output.
 */
export function taintOf(
  call: { tool: string; arguments: JsonObject },
  sources: TaintSources,
): Taint | undefined {
  const values = leavesOf(call.arguments).filter((value) => value.trim() !== '');
  for (const value of values) {
    if (sources.isField(value)) continue;
    const taint = valueTaint(value, call.tool, sources);
    if (taint) return taint;
  }
  return splitTaint(
    values.filter((value) => !sources.isField(value)),
    sources,
  );
}

function valueTaint(value: string, tool: string, sources: TaintSources): Taint | undefined {
  if (value.length > MAX_VALUE_CHARS) return { why: 'too_long', part: `${value.length} characters` };
  for (const reading of readings(value)) {
    for (const identifier of identifiersIn(reading)) {
      if (!sources.trusts(identifier)) return { why: 'identifier', part: identifier.form };
    }
    const taint = wordsTaint(reading, tool, sources);
    if (taint) return taint;
  }
  return undefined;
}

function wordsTaint(value: string, tool: string, sources: TaintSources): Taint | undefined {
  const words = contentWords(value);
  // Page numbers, limits and flags: no more than a few bits.
  if (value.trim().length <= 3 || words.length === 0) return undefined;
  const isForeign = (word: string): boolean => !sources.trustsWord(word, tool);
  if (words.every((word) => isForeign(word) && sources.isForeignWord(word))) {
    return { why: 'only_from_outputs', part: value.slice(0, 80) };
  }
  for (let start = 0; start + QUOTED_WORDS <= words.length; start += 1) {
    const run = words.slice(start, start + QUOTED_WORDS);
    if (run.every(isForeign) && sources.isQuoted(run)) return { why: 'quoted', part: run.join(' ') };
  }
  return undefined;
}

/** An identifier of an output that the values hold between them, in any order, or backwards, or rotated. */
function splitTaint(values: readonly string[], sources: TaintSources): Taint | undefined {
  const pieces = values.flatMap((value) => (squash(value) === '' ? [] : [value]));
  if (pieces.length === 0) return undefined;
  const number = splitNumber(pieces, sources);
  if (number !== undefined) return { why: 'split', part: number };
  const joined = new Set(orders(pieces).flatMap((order) => disguises(order.join('')).map(squash)));
  for (const { form, squashed } of sources.foreignIdentifiers()) {
    for (const text of joined) if (text.includes(squashed)) return { why: 'split', part: form };
    const fragment = pieces.map(squash).find((piece) => piece.length >= 5 && isFragment(piece, squashed));
    if (fragment !== undefined && !contentWords(fragment).every((word) => sources.trustsWord(word, '')))
      return { why: 'split', part: form };
  }
  return undefined;
}

/** A whole value that is at least half of an identifier. */
const isFragment = (piece: string, identifier: string): boolean =>
  piece.length * 2 >= identifier.length && identifier.includes(piece);

function orders(pieces: readonly string[]): string[][] {
  if (pieces.length > MAX_SPLIT_VALUES) return [[...pieces], [...pieces].reverse()];
  if (pieces.length <= 1) return [[...pieces]];
  return pieces.flatMap((piece, index) =>
    orders([...pieces.slice(0, index), ...pieces.slice(index + 1)]).map((rest) => [piece, ...rest]),
  );
}

/** A number that values of digits alone would make together, which nobody trusted has named; years make none. */
function splitNumber(pieces: readonly string[], sources: TaintSources): string | undefined {
  const digits = pieces.map((piece) => piece.trim()).filter((piece) => /^\d{3,}$/.test(piece));
  if (digits.length < 2 || digits.every((piece) => /^(?:19|20)\d{2}$/.test(piece))) return undefined;
  const isKnown = (order: string[]): boolean =>
    identifiersIn(order.join('')).every((identifier) => sources.trusts(identifier));
  return orders(digits).some(isKnown) ? undefined : digits.join('');
}
