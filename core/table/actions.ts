import type { RunIndex } from './context';
import type { ReadyModel } from './ready-model';
import { stemOf } from './names';
import { isStopWord } from './spans';

/** Actions that are no tool. */
export const ASK = '<ask>';
export const FINAL = '<final>';

/** What the context says to the choice of the next action, as names of features. */
export function actionFeatures(index: RunIndex): string[] {
  const { events } = index;
  const e1 = events.at(-1) ?? '^';
  const e2 = events.at(-2) ?? '^';
  const e3 = events.at(-3) ?? '^';
  const e4 = events.at(-4) ?? '^';
  const spoken = e1 === 'U';
  const features = ['1', `a ${e1}`, `b ${e2} ${e1}`, `c ${e3} ${e2} ${e1}`, `d ${e4} ${e3} ${e2} ${e1}`];
  const made = index.calls;
  const k1 = made.at(-1)?.tool ?? '^';
  const k2 = made.at(-2)?.tool ?? '^';
  features.push(`k ${k1} ${spoken ? 'U' : ''}`, `l ${k2} ${k1} ${spoken ? 'U' : ''}`);
  for (const tool of index.toolCounts.keys()) features.push(`s ${tool} ${spoken ? 'U' : ''}`);
  if (index.actor !== undefined) features.push(`p ${index.actor}`, `q ${index.actor} ${e1}`);
  features.push(`n ${Math.min(4, index.userMessages)} ${Math.min(3, made.length)}`);
  features.push(`m ${index.multiTurns > 0 ? 1 : 0} ${e1}`);
  if (!spoken) features.push(`r ${e1} ${sinceUser(index)}`);
  const mark = spoken ? 'w' : 'v';
  features.push(...wordFeatures(index.lastUser.words, mark, 60, ''));
  if (!spoken && index.userMessages === 1)
    features.push(...wordFeatures(index.lastUser.words, 'x', 40, ` ${e1}`));
  if (spoken && index.lastAssistant.message >= 0)
    features.push(...wordFeatures(index.lastAssistant.words, 'y', 40, ''));
  for (const kind of index.lastUser.kinds) features.push(`${spoken ? 'h' : 'i'} ${kind}`);
  if (spoken && index.lastUser.words.length < 8) features.push('short');
  return features;
}

/** Calls since the user spoke, at most 6. */
export function sinceUser(index: RunIndex): number {
  let count = 0;
  for (
    let at = index.calls.length - 1;
    at >= 0 && (index.calls[at]?.message ?? 0) > index.lastUser.message;
    at -= 1
  )
    count += 1;
  return Math.min(6, count);
}

/** Features of a message's words; the same message is asked about turn after turn, so they are kept. */
function wordFeatures(
  words: readonly string[],
  mark: string,
  limit: number,
  suffix: string,
): readonly string[] {
  const kept = KEPT_FEATURES.get(words) ?? new Map<string, readonly string[]>();
  KEPT_FEATURES.set(words, kept);
  const known = kept.get(mark + suffix);
  if (known) return known;
  const features: string[] = [];
  const seen = new Set<string>();
  let previous = '';
  for (const word of words) {
    if (seen.size >= limit) break;
    if (!isStopWord(word) || KEPT.has(word)) {
      const stem = stemOf(word);
      if (!seen.has(stem)) {
        seen.add(stem);
        features.push(`${mark} ${stem}${suffix}`);
      }
      if (previous !== '' && suffix === '') features.push(`${mark} ${previous} ${word}`);
    }
    previous = word;
  }
  kept.set(mark + suffix, features);
  return features;
}

const KEPT_FEATURES = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** Stop words that say what the user wants of the agent. */
const KEPT = new Set([
  'yes',
  'no',
  'not',
  'thank',
  'show',
  'find',
  'give',
  'get',
  'please',
  'how',
  'all',
  'any',
  'sure',
  'okay',
  'ok',
  'which',
  'when',
  'who',
  'what',
  'can',
]);

/** Log-probabilities of the open actions; the model's own weights for those it knows, its prior for others. */
export function actionScores(
  model: ReadyModel,
  features: readonly string[],
  open: readonly string[],
): Float64Array {
  const scores = new Float64Array(model.priors.length + 1);
  for (const feature of features) {
    const row = model.weights.get(feature);
    if (row)
      for (let at = 0; at < row.length; at += 2)
        scores[row[at] as number] = (scores[row[at] as number] as number) + (row[at + 1] as number);
  }
  const chosen = new Float64Array(open.length);
  let top = -Infinity;
  for (const [at, name] of open.entries()) {
    const known = model.classes.get(name);
    chosen[at] = known === undefined ? -3 : (scores[known] as number) + (model.priors[known] as number);
    top = Math.max(top, chosen[at] as number);
  }
  let total = 0;
  for (const score of chosen) total += Math.exp(score - top);
  const norm = top + Math.log(total);
  return chosen.map((score) => score - norm);
}

/** Recent events, longest first: the keys under which follow-ups are counted. */
export function sequenceKeys(index: RunIndex): string[] {
  const { events } = index;
  const [e1, e2, e3] = [events.at(-1) ?? '^', events.at(-2) ?? '^', events.at(-3) ?? '^'];
  return [`${e3} ${e2} ${e1}`, `${e2} ${e1}`, e1, ''];
}

/** Share of an action after the longest sequence that was seen, each backing off to the shorter one. */
export function sequenceShare(
  model: ReadyModel,
  rows: readonly (Float64Array | undefined)[],
  action: string,
): number {
  const wanted = model.classes.get(action);
  let share = 0;
  for (let level = rows.length - 1; level >= 0; level -= 1) {
    const row = rows[level];
    if (!row) continue;
    let total = 0;
    let hits = 0;
    for (let at = 0; at < row.length; at += 2) {
      total += row[at + 1] as number;
      if (row[at] === wanted) hits = row[at + 1] as number;
    }
    share = (hits + 4 * share) / (total + 4);
  }
  return share;
}
