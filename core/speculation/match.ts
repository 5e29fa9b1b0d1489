import type { Call } from '../../contracts/call';
import type { Json } from '../../contracts/json';
import { isLossy } from '../../contracts/is-lossy';
import type { Strategy } from '../../contracts/speculation';
import { hasValue, isRunning, type OutcomeEntry } from './entry';

/** English stop words that the earlier implementation's comparison ignores; short and fixed on purpose. */
const STOP_WORDS = new Set(
  'a an and are as at be by for from has he in is it its of on or that the to was were will with'.split(' '),
);

function tokens(value: Json): Set<string> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => !STOP_WORDS.has(word)));
}

function jaccardOf(left: Set<string>, right: Set<string>): number {
  const union = new Set([...left, ...right]);
  if (union.size === 0) return 1;
  let common = 0;
  for (const word of left) if (right.has(word)) common += 1;
  return common / union.size;
}

/**
 * Similarity of two calls as the earlier implementation measured it: 0 unless tool and argument names are equal, else
 * the mean over the arguments of the Jaccard index of their token sets without stop words; 1 without arguments.
 */
export function jaccardSimilarity(left: Call, right: Call): number {
  if (left.tool !== right.tool) return 0;
  const names = Object.keys(left.arguments).sort();
  const otherNames = Object.keys(right.arguments).sort();
  if (names.length !== otherNames.length || names.some((name, index) => name !== otherNames[index])) return 0;
  if (names.length === 0) return 1;
  const sum = names.reduce(
    (total, name) =>
      total + jaccardOf(tokens(left.arguments[name] ?? null), tokens(right.arguments[name] ?? null)),
    0,
  );
  return sum / names.length;
}

/** Rule 5: whether an entry may serve a call now. A claimed `pure` outcome may serve again. */
export function isClaimable(entry: OutcomeEntry, at: { epoch: number; nowMs: number }): boolean {
  if (entry.policy.effect === 'pure') return isRunning(entry) || hasValue(entry);
  if (entry.policy.effect !== 'read') return false;
  if (entry.owned || entry.end !== undefined) return false;
  return entry.epoch === at.epoch && at.nowMs - entry.launchedAtMs <= entry.policy.ttlMs;
}

/** What a call is looked up under. */
interface Lookup {
  epoch: number;
  nowMs: number;
  strategy: Strategy;
  jaccardThreshold: number;
  /** Keys of the turn's calls: an entry of one of them stands in for no other. */
  turn: ReadonlySet<string>;
}

export interface FoundOutcome {
  entry: OutcomeEntry;
  /** Its arguments are others than the call's. */
  lossy: boolean;
}

/**
 * The entry that serves a call: an equal canonical key, finished before running, oldest first. Under a lossy strategy
 * an entry of the same tool may stand in where there is none: finished before running, the most similar first.
 */
export function findOutcome(
  entries: Iterable<OutcomeEntry>,
  call: Call,
  at: Lookup,
): FoundOutcome | undefined {
  let running: OutcomeEntry | undefined;
  let similar: { entry: OutcomeEntry; score: number } | undefined;
  for (const entry of entries) {
    if (!isClaimable(entry, at)) continue;
    if (entry.key === call.key) {
      if (hasValue(entry)) return { entry, lossy: false };
      running ??= entry;
    } else {
      const score = standInScore(entry, call, at);
      if (score > (similar?.score ?? -1)) similar = { entry, score };
    }
  }
  if (running) return { entry: running, lossy: false };
  return similar && { entry: similar.entry, lossy: true };
}

/** How well an entry of another call would stand in for this one: finished ones above 1, the others up to 1; -1: not. */
function standInScore(entry: OutcomeEntry, call: Call, at: Lookup): number {
  if (!isLossy(at.strategy) || entry.owned || entry.call.tool !== call.tool || at.turn.has(entry.key)) {
    return -1;
  }
  const similarity = at.strategy === 'tool_name_only' ? 1 : jaccardSimilarity(entry.call, call);
  if (at.strategy === 'jaccard' && similarity < at.jaccardThreshold) return -1;
  return hasValue(entry) ? 2 + similarity : similarity;
}

/** The entries that serve calls in their order, each entry once unless it is `pure` and the call's own. */
export function findOutcomes(
  entries: Iterable<OutcomeEntry>,
  calls: readonly Call[],
  at: Lookup,
): (FoundOutcome | undefined)[] {
  const left = new Set(entries);
  return calls.map((call) => {
    const found = findOutcome(left, call, at);
    if (found && (found.lossy || found.entry.policy.effect !== 'pure')) left.delete(found.entry);
    return found;
  });
}
