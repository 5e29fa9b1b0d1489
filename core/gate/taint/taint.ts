import type { JsonObject } from '../../../contracts/json';
import { contentWords } from './fold';
import { identifiersIn } from './identifiers';
import { looseDigits } from './loose-digits';
import { leavesOf, type TaintSources } from './sources';
import { splitIdentifier } from './split-identifier';
import { MAX_READINGS, MAX_VALUE_CHARS, readings } from './views';

/** Why a call may not be executed ahead, for people. `part` is what decided it. */
export interface Taint {
  why: 'identifier' | 'split' | 'only_from_outputs' | 'quoted' | 'unseen' | 'wordless' | 'too_long';
  part: string;
}

/** Words in a row that make a value a quotation of a tool's output. */
const QUOTED_WORDS = 5;

/** A longer value of signs and single letters alone says something in a way of its own. */
const MAX_WORDLESS_CHARS = 12;

/**
 * The taint rule (docs/security.md): a value that tools' outputs alone have brought up may not leave the user's systems
 * before the actor has asked for it. Undefined where the arguments may be sent.
 *
 * What decides where something goes or whose it is (addresses, hosts, mail addresses, numbers, tokens) must stand in the
 * user's words or in a field that the operator vouches for, whatever its spelling and wherever else it may come from.
 * Plain words are refused where none of a value's words is the user's own or the actor's (through the same tool), and
 * where they quote an output. Arguments' names at the top are taken to be the tool's own, names inside are values.
 */
export function taintOf(
  call: { tool: string; arguments: JsonObject },
  sources: TaintSources,
): Taint | undefined {
  const leaves = leavesOf(call.arguments).filter(({ text }) => text.trim() !== '' && !sources.isField(text));
  for (const { text } of leaves) {
    const taint = valueTaint(text, call.tool, sources);
    if (taint) return taint;
  }
  const values = leaves.map(({ text }) => text);
  const part = splitIdentifier(values, sources) ?? looseDigits(leaves, call.tool, sources);
  return part === undefined ? undefined : { why: 'split', part };
}

function valueTaint(value: string, tool: string, sources: TaintSources): Taint | undefined {
  if (value.length > MAX_VALUE_CHARS) return { why: 'too_long', part: `${value.length} characters` };
  const unseen = sources.unseenIn(value);
  if (unseen !== undefined) return { why: 'unseen', part: unseen };
  const read = readings(value);
  if (read.length > MAX_READINGS) return { why: 'too_long', part: `${read.length} ways to read it` };
  for (const reading of read) {
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
  if (value.trim().length > MAX_WORDLESS_CHARS && !/[\p{L}\p{N}]{2}/u.test(value))
    return { why: 'wordless', part: value.slice(0, 80) };
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
