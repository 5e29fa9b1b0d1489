import { stemOf } from './names';
import type { SaidWord } from './stems';
import { isStopWord } from './words';

/** How much the user's words are a tool's own: the names of its fields, and what stands in them. */
export interface Told {
  names: number;
  words: number;
}

const NOTHING_TOLD: Told = { names: 0, words: 0 };

/** Stems of a message's words. */
export interface Stems {
  all: ReadonlySet<string>;
  /** Of those that say something. */
  content: ReadonlySet<string>;
}

const STEMMED = new WeakMap<readonly SaidWord[], Stems>();

/** The stems of a message's words, told once. */
export function stemsOf(words: readonly SaidWord[]): Stems {
  const known = STEMMED.get(words);
  if (known) return known;
  const all = new Set<string>();
  const content = new Set<string>();
  for (const { text, stem } of words) {
    all.add(stem.text);
    if (saysSomething(text)) content.add(stem.text);
  }
  const stems = { all, content };
  STEMMED.set(words, stems);
  return stems;
}

/** `contentStems` of a message's words, told once. */
export const stemsSaid = (words: readonly SaidWord[]): ReadonlySet<string> => stemsOf(words).content;

const saysSomething = (word: string): boolean => word.length > 2 && !isStopWord(word);

/** Stems of words that say something; each once. */
export function contentStems(words: Iterable<string>): Set<string> {
  const stems = new Set<string>();
  for (const word of words) if (saysSomething(word)) stems.add(stemOf(word));
  return stems;
}

const KEPT = new WeakMap<Vocabularies, WeakMap<readonly SaidWord[], Map<string, Told>>>();

/**
 * For each tool of the model, how much of what the user said its results speak of: the sum over the user's words of
 * log((1 + tools) / tools that know the word). Told once for a message.
 */
export function toldOf(known: Vocabularies, words: readonly SaidWord[]): (tool: string) => Told {
  let ofWords = KEPT.get(known);
  if (!ofWords) {
    ofWords = new WeakMap<readonly SaidWord[], Map<string, Told>>();
    KEPT.set(known, ofWords);
  }
  let told = ofWords.get(words);
  if (!told) {
    told = new Map<string, Told>();
    for (const stem of stemsSaid(words)) {
      addTo(told, 'names', known.names, stem);
      addTo(told, 'words', known.words, stem);
    }
    ofWords.set(words, told);
  }
  const found = told;
  return (tool) => found.get(tool) ?? NOTHING_TOLD;
}

function addTo(told: Map<string, Told>, kind: keyof Told, vocabulary: Vocabulary, stem: string): void {
  const tools = vocabulary.toolsOf.get(stem);
  if (!tools) return;
  const weight = Math.log((1 + vocabulary.tools) / tools.length);
  for (const tool of tools) {
    const own = told.get(tool) ?? { names: 0, words: 0 };
    told.set(tool, own);
    own[kind] += weight;
  }
}

/** What tools' results speak of: the names of their fields, and the words in them. */
export interface Vocabularies {
  names: Vocabulary;
  words: Vocabulary;
}

/** Which tools know a stem. */
export interface Vocabulary {
  tools: number;
  toolsOf: Map<string, string[]>;
}

export function vocabularyOf(
  tools: readonly (readonly [tool: string, stems: readonly string[]])[],
): Vocabulary {
  const toolsOf = new Map<string, string[]>();
  let count = 0;
  for (const [tool, stems] of tools) {
    if (stems.length > 0) count += 1;
    for (const stem of stems) {
      const known = toolsOf.get(stem);
      if (known) known.push(tool);
      else toolsOf.set(stem, [tool]);
    }
  }
  return { tools: count, toolsOf };
}
