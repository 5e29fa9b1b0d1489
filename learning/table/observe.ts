import { actionFeatures, ASK, FINAL, sequenceKeys } from '../../core/table/actions';
import { emptyContext, extend, indexOf, readWords, type RunIndex } from '../../core/table/context';
import { argumentLeaves } from '../../core/table/flatten';
import type { TableMessage } from '../../core/table/message';
import { listViaOf } from '../../core/table/lists';
import { nameWords } from '../../core/table/names';
import { shapeOf } from '../../core/table/shape';
import { wordsOf } from '../../core/table/words';
import { listsOf } from '../../core/table/views';
import { contentStems } from '../../core/table/vocabulary';
import { changedCopies } from './changed-copies';
import type { Trajectory } from './trajectory';

/** What one argument of a recorded call shows. */
export interface ObservedArgument {
  path: string;
  text: string;
  type: 'string' | 'number' | 'boolean';
  shape: string;
  /** Places that could have given it: slot, and how it was changed. */
  sources: [slot: string, via: string][];
  /** Every slot that was filled. */
  filled: string[];
  before: string[];
  /** Of a code: pieces of text that may be a name for it, and which of them the run itself said to be. */
  names: { slot: string; name: string; place: number; before: string }[];
  /** Where it stands: record and place in it. */
  spots: { record: number; index: number }[];
}

export interface ObservedCall {
  tool: string;
  arguments: ObservedArgument[];
}

/** One turn of a recorded run, with what the miner counts of it. */
export interface ObservedTurn {
  actor?: string;
  action: string;
  features: string[];
  sequences: string[];
  calls: ObservedCall[];
  /** With a run's last turn: names with a code behind them, anywhere in the run. */
  aliases?: [name: string, codes: string[]][];
  /** What results since the turn before spoke of that earlier ones of the run had not: stems by tool. */
  vocabulary: { tool: string; names: string[]; words: string[] }[];
}

/** The turns of a trajectory, each seen from the messages before it. */
export function observe(trajectory: Trajectory): ObservedTurn[] {
  const turns: ObservedTurn[] = [];
  let context = emptyContext(trajectory.actor);
  const listener = new Listener();
  for (const [at, message] of trajectory.messages.entries()) {
    if (message.role === 'assistant') {
      const index = indexOf(context);
      turns.push({
        ...(trajectory.actor === undefined ? {} : { actor: trajectory.actor }),
        action: actionOf(message, trajectory.messages, at),
        features: actionFeatures(index),
        sequences: sequenceKeys(index),
        calls: observeCalls(message, index),
        vocabulary: listener.heard(index),
      });
    }
    context = extend(context, message);
  }
  const last = turns.at(-1);
  const { aliases } = indexOf(context);
  if (last && aliases.size > 0) last.aliases = [...aliases];
  return turns;
}

/** Collects what results speak of, each stem once a run and tool. */
class Listener {
  private readonly read = new Map<string, number>();
  private readonly known = new Map<string, { names: Set<string>; words: Set<string> }>();

  heard(index: RunIndex): ObservedTurn['vocabulary'] {
    const fresh = new Map<string, { tool: string; names: string[]; words: string[] }>();
    for (const { slot, letter, places } of index.slotList) {
      if (letter !== 'r') continue;
      const from = this.read.get(slot) ?? 0;
      this.read.set(slot, places.length);
      const [, tool = '', ...path] = slot.split(':');
      const known = this.known.get(tool) ?? { names: new Set<string>(), words: new Set<string>() };
      this.known.set(tool, known);
      const own = fresh.get(tool) ?? { tool, names: [], words: [] };
      fresh.set(tool, own);
      const note = (kind: 'names' | 'words', words: readonly string[]): void => {
        for (const stem of contentStems(words))
          if (!known[kind].has(stem)) {
            known[kind].add(stem);
            own[kind].push(stem);
          }
      };
      if (from === 0) note('names', path.join(':').split('.').flatMap(nameWords));
      for (const { text } of places.slice(from)) note('words', wordsOf(text, MOST_WORDS_OF_VALUE));
    }
    return [...fresh.values()].filter(({ names, words }) => names.length + words.length > 0);
  }
}

const MOST_WORDS_OF_VALUE = 12;

/** The first tool called; else whether the agent handed over to the user or was done. */
export function actionOf(message: TableMessage, messages: readonly TableMessage[], at: number): string {
  return message.calls[0]?.tool ?? (messages.slice(at + 1).some(({ role }) => role === 'user') ? ASK : FINAL);
}

function observeCalls(message: TableMessage, index: RunIndex): ObservedCall[] {
  if (message.calls.length === 0) return [];
  readWords(index);
  const filled = [...index.slots.keys()];
  return message.calls.map((call) => ({
    tool: call.tool,
    arguments: argumentLeaves(call.arguments)
      .filter(({ text }) => text.length <= 200)
      .map((leaf) => {
        const sources = sourcesOf(index, leaf.text);
        const known = index.values.get(leaf.text)?.occurrences ?? [];
        return {
          path: leaf.path,
          text: leaf.text,
          type:
            typeof leaf.value === 'number'
              ? ('number' as const)
              : typeof leaf.value === 'boolean'
                ? ('boolean' as const)
                : ('string' as const),
          shape: shapeOf(leaf.text),
          sources,
          filled,
          before: known.filter(({ slot }) => slot[0] === 'u').map(({ before }) => before),
          names: namesOf(index, leaf.text),
          spots: known.slice(-8).map(({ record, index: place }) => ({ record, index: place })),
        };
      }),
  }));
}

const CODE = /^[A-Z0-9]{2,6}$/;
const MOST_NAMES = 60;

/** What people may have called a code: names in what was said, and the run's own word on them (-1 where it has none). */
function namesOf(index: RunIndex, text: string): ObservedArgument['names'] {
  if (!CODE.test(text)) return [];
  const names = new Map<string, ObservedArgument['names'][0]>();
  for (const { slot, places } of index.slotList) {
    if (!/^[ut]:Aa( Aa)?$/.test(slot)) continue;
    for (const place of places.slice(-MOST_NAMES)) {
      const name = place.text.toLowerCase();
      const said = index.aliases.get(name);
      names.set(`${slot} ${name}`, {
        slot,
        name,
        before: place.before,
        place: said ? (said.includes(text) ? said.indexOf(text) : 9) : -1,
      });
    }
  }
  return [...names.values()];
}

/** Slots that hold the text; where none does, those from which a transformation makes it. */
function sourcesOf(index: RunIndex, text: string): [string, string][] {
  const found = new Map<string, [string, string]>();
  const known = index.values.get(text);
  if (known) for (const { slot } of known.occurrences) found.set(slot, [slot, '']);
  addNames(index, text, found);
  if ([...found.keys()].some((slot) => slot[0] !== 'a')) return [...found.values()];
  for (const { from, via } of changedCopies(index, text))
    for (const { slot } of from.occurrences) found.set(`${slot}\n${via}`, [slot, via]);
  addLists(index, text, found);
  return [...found.values()];
}

/** Lists of which the text is the total, or whose values it joins. */
function addLists(index: RunIndex, text: string, found: Map<string, [string, string]>): void {
  if (!/\d/.test(text)) return;
  for (const { slot, letter, places } of index.slotList) {
    if (letter !== 'r' || !slot.includes('[]')) continue;
    for (const list of listsOf(places)) {
      const via = listViaOf(
        list.map((place) => place.text),
        text,
      );
      if (via) found.set(`${slot}\n${via}`, [slot, via]);
    }
  }
}

/** Names of two words of which the text is one. */
function addNames(index: RunIndex, text: string, found: Map<string, [string, string]>): void {
  if (!/^\p{L}+$/u.test(text)) return;
  for (const [slot, places] of index.slots) {
    if (!slot.endsWith(':Aa Aa')) continue;
    for (const place of places) {
      const via = place.text.startsWith(`${text} `)
        ? 'first'
        : place.text.endsWith(` ${text}`)
          ? 'last'
          : undefined;
      if (via) found.set(`${slot}\n${via}`, [slot, via]);
    }
  }
}
