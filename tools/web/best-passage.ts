interface Token {
  word: string;
  from: number;
  to: number;
}

interface Span {
  from: number;
  to: number;
}

/** Words of any script; scripts written without spaces count by character. */
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu;
/** Two words of the snippet in their order say more than the same words apart. */
const PAIR_WEIGHT = 1.5;
/** Share of the passage that may be given up to begin and end at a sentence. */
const SNAP_SHARE = 0.15;

function tokens(text: string): Token[] {
  return [...text.matchAll(WORD)].map((match) => ({
    word: match[0].normalize('NFKC').toLowerCase(),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

const pair = (first: Token, second: Token): string => `${first.word} ${second.word}`;

/**
 * The passage of a text that speaks most of what is wanted (a search snippet, a query), at most `maxChars` long,
 * with `…` where it was cut. Of all windows the one with the largest sum of weights of distinct wanted words and word
 * pairs wins, the earliest of equals; a word weighs ln((N + 1) / (n + 1)) with N words in the text and n times this
 * one (inverse frequency within the text), so common words decide nothing. Linear in the text. Without any match:
 * the beginning.
 */
export function bestPassage(text: string, wanted: string[], maxChars: number): string {
  if (text.length <= maxChars) return text.trim();
  const words = tokens(text);
  const weights = weigh(words, wanted.map(tokens));
  const core = bestWindow(words, weights, maxChars);
  return cut(text, core ?? { from: 0, to: 0 }, maxChars);
}

/** Weights of wanted words and pairs, as far as they occur in the text. */
function weigh(words: Token[], wanted: Token[][]): Map<string, number> {
  const features = new Map<string, number>();
  for (const list of wanted) {
    list.forEach((token, index) => {
      features.set(token.word, 0);
      const before = list[index - 1];
      if (before) features.set(pair(before, token), 0);
    });
  }
  words.forEach((token, index) => {
    for (const feature of featuresAt(words, index, features)) {
      features.set(feature, (features.get(feature) ?? 0) + 1);
    }
  });
  const weights = new Map<string, number>();
  for (const [feature, count] of features) {
    if (count === 0) continue;
    const rarity = Math.log((words.length + 1) / (count + 1));
    weights.set(feature, feature.includes(' ') ? PAIR_WEIGHT * rarity : rarity);
  }
  return weights;
}

/** The wanted word and the wanted pair that end at a place of the text. */
function featuresAt(words: Token[], index: number, wanted: ReadonlyMap<string, unknown>): string[] {
  const token = words[index];
  const before = words[index - 1];
  if (!token) return [];
  const found = wanted.has(token.word) ? [token.word] : [];
  if (found.length > 0 && before && wanted.has(pair(before, token))) found.push(pair(before, token));
  return found;
}

/** From the first to the last match of the best window; undefined where nothing wanted occurs. */
function bestWindow(words: Token[], weights: Map<string, number>, maxChars: number): Span | undefined {
  const hits = words.flatMap((token, index) =>
    featuresAt(words, index, weights).map((feature) => ({ feature, ...token })),
  );
  const inside = new Map<string, number>();
  let best: { score: number; span: Span } | undefined;
  let score = 0;
  let first = 0;
  for (const hit of hits) {
    const count = inside.get(hit.feature) ?? 0;
    if (count === 0) score += weights.get(hit.feature) ?? 0;
    inside.set(hit.feature, count + 1);
    for (let oldest = hits[first]; oldest && hit.to - oldest.from > maxChars; oldest = hits[first]) {
      const left = (inside.get(oldest.feature) ?? 1) - 1;
      inside.set(oldest.feature, left);
      if (left === 0) score -= weights.get(oldest.feature) ?? 0;
      first += 1;
    }
    const start = hits[first];
    // A hair's breadth keeps rounding in the running sum from preferring a later equal.
    if (start && score > (best?.score ?? 0) + 1e-9) best = { score, span: { from: start.from, to: hit.to } };
  }
  return best?.span;
}

/** The span with its surroundings on both sides, from sentence to sentence where one is near. */
function cut(text: string, core: Span, maxChars: number): string {
  const room = Math.max(0, maxChars - 4);
  const spare = Math.max(0, room - (core.to - core.from));
  const from = Math.max(0, Math.min(core.from - Math.floor(spare / 2), text.length - room));
  const to = Math.min(text.length, from + room);
  const slack = Math.floor(room * SNAP_SHARE);
  const start = from === 0 ? 0 : snapStart(text, from, Math.max(from, Math.min(from + slack, core.from)));
  const end = to === text.length ? to : snapEnd(text, Math.min(to, Math.max(to - slack, core.to)), to);
  return `${start > 0 ? '… ' : ''}${text.slice(start, end).trim()}${end < text.length ? ' …' : ''}`;
}

/** The first place up to `limit` behind a sentence, otherwise behind a word, otherwise where it was. */
function snapStart(text: string, from: number, limit: number): number {
  const reach = text.slice(from, limit);
  const sentence = /\n|[.!?]\s/.exec(reach) ?? /\s/.exec(reach);
  return sentence ? from + sentence.index + sentence[0].length : from;
}

/** The last place from `limit` on that ends a sentence, otherwise a word, otherwise where it was. */
function snapEnd(text: string, limit: number, to: number): number {
  const reach = text.slice(limit, to);
  const ends = [...reach.matchAll(/\n|[.!?](?=\s)/g)].at(-1) ?? [...reach.matchAll(/\s/g)].at(-1);
  return ends ? limit + ends.index + ends[0].length : to;
}
