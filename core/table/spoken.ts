import { addWeights, spokenKind } from './action-weights';
import type { RunIndex } from './context';
import { Room } from './room';
import type { ToolList } from './tool-list';
import { stemsAndPairs, withStems, type SaidWord } from './stems';

/** What the words of one message, or of all that the user said, say to the choice of the next action. */
export interface Spoken {
  /** Who said it, and when: `w` the user just now, `v` before, `x` all that the user said, `y` the agent before, `z` since. */
  mark: string;
  /** The event that the words are asked about, for `x`; else empty. */
  event: string;
  /** Stems, and for single messages pairs of words: of each the word before, empty for a stem, and the text itself. */
  texts: readonly string[];
  /** Sums of their weights, for the model and the tools that were asked about last. */
  weighed: { list: ToolList; sums: readonly number[] } | undefined;
}

/** The words that count now. Those of a message are kept as long as it is: it is asked about turn after turn. */
export function spokenOf(index: RunIndex): readonly Spoken[] {
  const { lastUser, lastAssistant, saidStems } = index;
  const event = index.events.at(-1) ?? '^';
  if (event === 'U')
    return lastAssistant.message < 0
      ? [saidIn(lastUser, 'w')]
      : [saidIn(lastUser, 'w'), saidIn(lastAssistant, 'y')];
  const said = [saidIn(lastUser, 'v'), saidInAll(saidStems, event)];
  if (lastAssistant.message > lastUser.message) said.push(saidIn(lastAssistant, 'z'));
  return said;
}

/** The names under which a model is taught and keeps their weights: see `isSpoken`. */
export function spokenNames({ mark, event, texts }: Spoken): string[] {
  const names: string[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const text = texts[at] === '' ? texts[at + 1] : `${texts[at]} ${texts[at + 1]}`;
    names.push(event === '' ? `${mark} ${text}` : `${mark} ${text} ${event}`);
  }
  return names;
}

/** Stems of the words with which the user asked for the turn, from its features. */
export const spokenStems = (features: readonly string[]): string[] =>
  features.flatMap((feature) => /^w (\S+)$/.exec(feature)?.[1] ?? []);

/** Sums of the words' weights for what the agent can do, in the order of `ToolList.open`. */
export function sumsOf(list: ToolList, spoken: Spoken): readonly number[] {
  if (spoken.weighed?.list === list) return spoken.weighed.sums;
  const { priors, weights } = list.model;
  const byClass = SUMS.of(priors.length + 1);
  const places = weights.spoken.get(spokenKind(spoken.mark, spoken.event));
  const alone = places?.get('');
  if (places)
    for (let at = 0; at < spoken.texts.length; at += 2) {
      const [before, text] = [spoken.texts[at] as string, spoken.texts[at + 1] as string];
      addWeights(byClass, weights.packed, (before === '' ? alone : places.get(before))?.get(text));
    }
  const sums = list.open.map((action) => byClass[action] as number);
  spoken.weighed = { list, sums };
  return sums;
}

const SUMS = new Room();

/** Most stems that are taken of a message, and of all that the user said. */
const MOST_STEMS = 60;
const MOST_STEMS_OF_AGENT = 40;

/** The stems of all that the user said, with those of the words that came new. */
export const saidSince = (stems: readonly string[], words: readonly SaidWord[]): readonly string[] =>
  withStems(stems, words, MOST_STEMS);

const KEPT = new WeakMap<object, Map<string, Spoken>>();

/** What the words of one message say. */
const saidIn = ({ words }: { words: readonly SaidWord[] }, mark: string): Spoken =>
  kept(words, mark, () => ({ mark, event: '', texts: textsOf(words, mark), weighed: undefined }));

/** What all that the user said, by its stems (`saidSince`), says after an event. */
const saidInAll = (stems: readonly string[], event: string): Spoken =>
  kept(stems, event, () => ({ mark: 'x', event, texts: stems, weighed: undefined }));

/** What was told of words or stems, by the mark or the event, is kept as long as they are. */
function kept(from: object, key: string, tell: () => Spoken): Spoken {
  const told = KEPT.get(from) ?? new Map<string, Spoken>();
  KEPT.set(from, told);
  const known = told.get(key);
  if (known) return known;
  const spoken = tell();
  told.set(key, spoken);
  return spoken;
}

const TEXTS = new WeakMap<readonly SaidWord[], Map<number, readonly string[]>>();

/** The stems of a message, and the pairs that they end. */
function textsOf(words: readonly SaidWord[], mark: string): readonly string[] {
  const most = mark === 'y' || mark === 'z' ? MOST_STEMS_OF_AGENT : MOST_STEMS;
  const told = TEXTS.get(words) ?? new Map<number, readonly string[]>();
  TEXTS.set(words, told);
  const texts = told.get(most) ?? stemsAndPairs(words, most);
  told.set(most, texts);
  return texts;
}
