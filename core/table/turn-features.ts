import { followedBy, sinceUser } from './actions';
import type { RunIndex } from './context';
import { nameWords, stemOf } from './names';
import { neighbourShares } from './neighbours';
import type { ToolList } from './tool-list';
import type { CallTuple } from './tuples';
import type { OpenTool, TurnCandidate } from './turns';
import type { ValueCandidate } from './values';
import type { SaidWord } from './stems';
import { stemsOf } from './vocabulary';

export const TURN_FEATURES = [
  'kind',
  'action',
  'sequence',
  'sequence_evidence',
  'values',
  'weakest_value',
  'arguments',
  'signature_share',
  'rank_in_tool',
  'margin',
  'together',
  'made_before',
  'failed_before',
  'since_made',
  'unvisited',
  'tool_calls',
  'same_tool',
  'since_user',
  'last_event',
  'multi_share',
  'turns',
  'user_messages',
  'calls',
  'name_in_text',
  'evidence',
  'followed',
  'open_tools',
  'action_rank',
  'speech',
  'top_action',
  'visited',
  'weakest_share',
  'pattern',
  'last_turn_size',
  'in_last_user',
  'in_last_message',
  'constants',
  'next_in_walk',
  'joint',
  'known_classes',
  'best_joint',
  'tool_joint_gap',
  'list_length',
  'record',
  'record_open',
  'record_next',
  'actor_several',
  'plain_action',
  'told_names',
  'told_names_lead',
  'told_words',
  'told_words_lead',
  'neighbour_share',
  'neighbour_evidence',
  'reads',
  'in_last_agent',
  'fresh',
  'unasked',
] as const;
export const TURN_WIDTH = TURN_FEATURES.length;

/** Of each tool: the share of its name that the user has said; words that many tools' names have count less. */
export function nameOverlaps(tools: readonly OpenTool[], words: readonly SaidWord[]): readonly number[] {
  const known = OVERLAPS.get(words);
  if (known?.tools === tools) return known.overlaps;
  const { all } = stemsOf(words);
  const overlaps = nameParts(tools).map(({ stems, weights, total }) => {
    let common = 0;
    for (let at = 0; at < stems.length; at += 1)
      if (all.has(stems[at] as string)) common += weights[at] as number;
    return total === 0 ? 0 : common / total;
  });
  OVERLAPS.set(words, { tools, overlaps });
  return overlaps;
}

/** By the words of a message, which is asked about turn after turn. */
const OVERLAPS = new WeakMap<
  readonly SaidWord[],
  { tools: readonly OpenTool[]; overlaps: readonly number[] }
>();

/** The words of a tool's name: their stems, and what each weighs. */
interface NameParts {
  stems: readonly string[];
  weights: readonly number[];
  total: number;
}

const PARTS = new WeakMap<readonly OpenTool[], readonly NameParts[]>();

function nameParts(tools: readonly OpenTool[]): readonly NameParts[] {
  const known = PARTS.get(tools);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const { name } of tools)
    for (const part of new Set(nameWords(name))) counts.set(part, (counts.get(part) ?? 0) + 1);
  const parts = tools.map(({ name }) => {
    const words = nameWords(name);
    const weights = words.map((part) => Math.log(1 + tools.length / (counts.get(part) ?? 1)));
    return { stems: words.map(stemOf), weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
  });
  PARTS.set(tools, parts);
  return parts;
}

/** What all candidates of a moment have in common. */
export function runFacts(list: ToolList, index: RunIndex, scores: Float64Array, top: number) {
  const { model, known, classes } = list;
  const tools = classes.length - 2;
  const count = model.priors.length + 1;
  const followed = followedBy(list, index);
  const sequenceEvidence = Math.log1p(followed.evidence) + 2 * followed.shorter;
  const last = index.events.at(-1) ?? '';
  const lastEvent =
    last === ''
      ? 0
      : last === 'U'
        ? 1
        : last === 'A'
          ? 2
          : last.endsWith(':ok')
            ? 3
            : last.endsWith(':error')
              ? 4
              : 5;
  const speech = Math.log(Math.exp(scores[tools] as number) + Math.exp(scores[tools + 1] as number));
  const since = sinceUser(index);
  const several = (index.actor === undefined ? undefined : model.several.get(index.actor)) ?? -1;
  const neighbours = neighbourShares(model.tasks, index.firstUserWords, index.events.at(-1) ?? '^', count);
  return {
    /** Of an action, by its class, how often it came after events like the last ones; and the same among tasks with like words. */
    share: (action: number): number => (action < 0 ? 0 : (followed.shares[action] as number)),
    neighbourShare: (action: number): number => (action < 0 ? 0 : (neighbours.shares[action] as number)),
    fill: (rows: Float64Array, row: number): void => {
      rows[row + 3] = sequenceEvidence;
      rows[row + 17] = since;
      rows[row + 18] = lastEvent;
      rows[row + 19] = index.callTurns === 0 ? -1 : index.multiTurns / index.callTurns;
      rows[row + 20] = Math.min(40, index.turns);
      rows[row + 21] = Math.min(20, index.userMessages);
      rows[row + 26] = tools;
      rows[row + 28] = speech;
      rows[row + 29] = top;
      rows[row + 33] = index.calls.at(-1)?.turnSize ?? 0;
      rows[row + 39] = known;
      rows[row + 46] = several;
      rows[row + 53] = neighbours.evidence;
    },
  };
}

/** What a call is made of, and whether it was made before. */
export function tupleFeatures(index: RunIndex, tuple: CallTuple, rows: Float64Array, row: number): void {
  const { values } = tuple;
  const count = values.length;
  let [weakest, weakestShare] = [1, 1];
  let [visited, constants, inUser, inLast, walk, open, listed] = [0, 0, 0, 0, 0, 0, 0];
  let [inAgent, fresh, unasked] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const value = values[at] as ValueCandidate;
    weakest = Math.min(weakest, value.probability);
    weakestShare = Math.min(weakestShare, value.source?.share ?? 0);
    if (value.visited) visited += 1;
    if (!value.source) constants += 1;
    if (value.inUser) inUser += 1;
    if (value.inLast) inLast += 1;
    if (value.inAgent) inAgent += 1;
    if ((value.known?.used ?? 0) === 0) {
      fresh += 1;
      if (index.userPieces.has(value.text)) unasked += 1;
    }
    if (value.next) walk = 1;
    if (!value.list) continue;
    open = Math.max(open, value.list.length - value.list.taken.length);
    listed = Math.max(listed, value.list.length);
  }
  rows[row + 4] = tuple.score;
  rows[row + 5] = weakest;
  rows[row + 6] = count;
  rows[row + 7] = tuple.share;
  rows[row + 10] = tuple.together;
  rows[row + 14] = open;
  rows[row + 30] = visited;
  rows[row + 31] = weakestShare;
  rows[row + 34] = count === 0 ? -1 : inUser / count;
  rows[row + 35] = count === 0 ? -1 : inLast / count;
  rows[row + 55] = count === 0 ? -1 : inAgent / count;
  rows[row + 56] = count === 0 ? -1 : fresh / count;
  rows[row + 57] = unasked;
  rows[row + 36] = constants;
  rows[row + 37] = walk;
  rows[row + 42] = listed;
  rows[row + 43] = tuple.record?.share ?? 0;
  rows[row + 44] = tuple.record?.open ?? -2;
  rows[row + 45] = tuple.record?.next ?? -2;
  const made = index.callCounts.get(tuple.text) ?? 0;
  rows[row + 11] = made;
  if (made === 0) return;
  for (let at = index.calls.length - 1; at >= 0; at -= 1) {
    const call = index.calls[at];
    if (call?.text !== tuple.text) continue;
    rows[row + 12] = call.outcome === 'ok' ? 0 : 1;
    rows[row + 13] = Math.min(40, index.messages - call.message);
    break;
  }
}

/** How each candidate stands to the best of all and to the best of its tool. */
export function relate(candidates: readonly TurnCandidate[], rows: Float64Array): void {
  let best = -Infinity;
  const bestOf = new Map<string, number>();
  for (const [at, { tool, kind }] of candidates.entries()) {
    if (kind !== 'call') continue;
    const joint = rows[at * TURN_WIDTH + 38] as number;
    best = Math.max(best, joint);
    bestOf.set(tool, Math.max(bestOf.get(tool) ?? -Infinity, joint));
  }
  for (const [at, { tool }] of candidates.entries()) {
    const row = at * TURN_WIDTH;
    rows[row + 40] = Number.isFinite(best) ? best : -20;
    rows[row + 41] = (rows[row + 38] as number) - (bestOf.get(tool) ?? best);
  }
}
