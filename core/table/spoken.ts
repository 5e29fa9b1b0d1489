import { addWeights, spokenKind } from './action-weights';
import type { RunIndex } from './context';
import type { ReadyModel } from './ready-model';
import { stemsOf, withStemsOf } from './stems';

/** What the words of one message, or of all that the user said, say to the choice of the next action. */
export interface Spoken {
  /** Who said it, and when: `w` the user just now, `v` before, `x` all that the user said, `y` the agent before, `z` since. */
  mark: string;
  /** The event that the words are asked about, for `x`; else empty. */
  event: string;
  /** Stems, and for single messages pairs of words: of each the word before, empty for a stem, and the text itself. */
  texts: readonly string[];
  /** Sums of their weights, by class, as the model has them that was asked last. */
  weighed?: { model: ReadyModel; sums: Float64Array };
}

/** The words that count now. Those of a message are kept as long as it is: it is asked about turn after turn. */
export function spokenOf(index: RunIndex): readonly Spoken[] {
  const event = index.events.at(-1) ?? '^';
  if (event === 'U')
    return index.lastAssistant.message < 0
      ? [saidIn(index.lastUser.words, 'w', '')]
      : [saidIn(index.lastUser.words, 'w', ''), saidIn(index.lastAssistant.words, 'y', '')];
  const said = [saidIn(index.lastUser.words, 'v', ''), saidIn(index.saidStems, 'x', event)];
  if (index.lastAssistant.message > index.lastUser.message)
    said.push(saidIn(index.lastAssistant.words, 'z', ''));
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

/** Sums of the words' weights, by class. Not to be changed. */
export function sumsOf(model: ReadyModel, spoken: Spoken): Float64Array {
  if (spoken.weighed?.model === model) return spoken.weighed.sums;
  const sums = new Float64Array(model.priors.length + 1);
  const { packed, spoken: byKind } = model.weights;
  const places = byKind.get(spokenKind(spoken.mark, spoken.event));
  if (places)
    for (let at = 0; at < spoken.texts.length; at += 2) {
      const [before, text] = [spoken.texts[at] as string, spoken.texts[at + 1] as string];
      addWeights(sums, packed, places.get(before)?.get(text));
    }
  spoken.weighed = { model, sums };
  return sums;
}

/** Most stems that are taken of a message, and of all that the user said. */
const MOST_STEMS = 60;
const MOST_STEMS_OF_AGENT = 40;

/** The stems of all that the user said, with those of the words that came new. */
export const saidSince = (stems: readonly string[], words: readonly string[]): readonly string[] =>
  withStemsOf(stems, words, MOST_STEMS);

const KEPT = new WeakMap<readonly string[], Map<string, Spoken>>();

/** Of a message its words, of all that the user said its stems (`saidSince`). */
function saidIn(words: readonly string[], mark: string, event: string): Spoken {
  const kept = KEPT.get(words) ?? new Map<string, Spoken>();
  KEPT.set(words, kept);
  const kind = spokenKind(mark, event);
  const known = kept.get(kind);
  if (known) return known;
  const texts = mark === 'x' ? words : textsOf(words, mark);
  const spoken = { mark, event, texts, weighed: undefined };
  kept.set(kind, spoken);
  return spoken;
}

const TEXTS = new WeakMap<readonly string[], Map<number, readonly string[]>>();

/** The stems of a message, and the pairs that they end. */
function textsOf(words: readonly string[], mark: string): readonly string[] {
  const most = mark === 'y' || mark === 'z' ? MOST_STEMS_OF_AGENT : MOST_STEMS;
  const told = TEXTS.get(words) ?? new Map<number, readonly string[]>();
  TEXTS.set(words, told);
  const texts = told.get(most) ?? stemsOf(words, most, true);
  told.set(most, texts);
  return texts;
}
