import { actionFeatures, actionScores, ASK, FINAL, sequenceKeys, sequenceShare, sinceUser } from './actions';
import { buildArguments } from './build-arguments';
import { callText } from './canonical-value';
import { useKey, type RunIndex } from './context';
import { nameWords } from './names';
import type { ReadyModel } from './ready-model';
import { callTuples, type CallTuple } from './tuples';
import { type ValueCandidate, type valueScratch } from './values';

/** A tool that the agent may call now; `arguments` are its parameters where a schema is at hand. */
export interface OpenTool {
  name: string;
  arguments?: readonly string[];
}

/** A possible next turn. `rest` stands for all turns that are not spelled out: of one tool, or of all. */
export interface TurnCandidate {
  kind: 'call' | 'several' | 'ask' | 'final' | 'rest';
  tool: string;
  calls: CallTuple[];
  probability: number;
}

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
] as const;
export const TURN_WIDTH = TURN_FEATURES.length;

const MOST_TOOLS = 6;
const MOST_ROWS = 48;
export const turnScratch = () => ({
  rows: new Float64Array((MOST_ROWS + 1) * TURN_WIDTH),
  scores: new Float64Array(MOST_ROWS + 1),
});

/** Possible next turns and, in `rows`, their features; the rests last. */
export function turnCandidates(
  model: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  scratch: { values: ReturnType<typeof valueScratch>; turns: ReturnType<typeof turnScratch> },
): TurnCandidate[] {
  const open = [...tools.map(({ name }) => name), ASK, FINAL];
  const features = actionFeatures(index);
  const scores = actionScores(model, features, open);
  const userWords = new Set(index.lastUser.words);
  const rarity = nameRarity(tools);
  const facts = tools
    .map((tool, at) => {
      const overlap = nameOverlap(tool.name, userWords, rarity);
      const known = model.classes.has(tool.name);
      const lift = known ? overlap : 2 * overlap + (index.calls.at(-1)?.tool === tool.name ? 1 : 0);
      return { tool, overlap, known, action: scores[at] as number, order: (scores[at] as number) + lift };
    })
    .sort((a, b) => b.order - a.order);
  const shared = runFacts(model, index, tools, scores, facts[0]?.action ?? -9);
  const candidates: TurnCandidate[] = [];
  const { rows } = scratch.turns;
  const emit = (candidate: TurnCandidate, fill: (row: number) => void): void => {
    if (candidates.length >= MOST_ROWS) return;
    const row = candidates.length * TURN_WIDTH;
    rows.fill(0, row, row + TURN_WIDTH);
    fill(row);
    shared.fill(rows, row);
    candidates.push(candidate);
  };
  for (const [at, action] of [ASK, FINAL].entries()) {
    emit({ kind: at === 0 ? 'ask' : 'final', tool: action, calls: [], probability: 0 }, (row) => {
      rows[row] = 2 + at;
      rows[row + 1] = scores[tools.length + at] as number;
      rows[row + 2] = shared.share(action);
      rows[row + 38] = rows[row + 1] as number;
    });
  }
  const tuplesOf = new Map<string, CallTuple[]>();
  for (const [rank, fact] of facts.slice(0, MOST_TOOLS).entries()) {
    if (rank > 1 && fact.known && fact.action < -5) continue;
    const { tool } = fact;
    const { tuples, ranked } = callTuples(
      model,
      index,
      tool.name,
      tool.arguments,
      rank < 2 ? 6 : 3,
      scratch.values,
    );
    tuplesOf.set(tool.name, tuples);
    const share = shared.share(tool.name);
    const common = (row: number, calls: readonly CallTuple[]): void => {
      rows[row + 1] = fact.action;
      rows[row + 2] = share;
      rows[row + 15] = index.toolCounts.get(tool.name) ?? 0;
      rows[row + 16] = index.calls.at(-1)?.tool === tool.name ? 1 : 0;
      rows[row + 23] = fact.overlap;
      rows[row + 24] = Math.log1p(model.tools.get(tool.name)?.count ?? 0);
      rows[row + 25] = index.followed.get(`${index.events.at(-1) ?? ''} ${tool.name}`) ?? 0;
      rows[row + 27] = rank;
      rows[row + 22] = calls.length;
    };
    for (const [place, tuple] of tuples.entries()) {
      emit({ kind: 'call', tool: tool.name, calls: [tuple], probability: 0 }, (row) => {
        common(row, [tuple]);
        rows[row + 8] = place;
        rows[row + 9] = tuple.score - (tuples[place === 0 ? 1 : 0]?.score ?? -12);
        tupleFeatures(index, tuple, rows, row);
        rows[row + 38] = fact.action + tuple.score;
      });
    }
    for (const calls of walks(model, index, tool.name, tuples, ranked)) {
      emit({ kind: 'several', tool: tool.name, calls, probability: 0 }, (row) => {
        rows[row] = 1;
        common(row, calls);
        tupleFeatures(index, calls[0] as CallTuple, rows, row);
        rows[row] = 1;
        rows[row + 32] = walkShare(model, tool.name, calls.length);
        rows[row + 38] = fact.action + (calls[0] as CallTuple).score;
      });
    }
    emit({ kind: 'rest', tool: tool.name, calls: [], probability: 0 }, (row) => {
      common(row, []);
      rows[row] = 4;
      rows[row + 8] = tuples.length;
      rows[row + 4] = tuples[0]?.score ?? -12;
      rows[row + 38] = fact.action;
    });
  }
  for (const { calls, count } of combinations(model, tuplesOf)) {
    emit({ kind: 'several', tool: calls[0]?.tool ?? '', calls, probability: 0 }, (row) => {
      const fact = facts.find(({ tool }) => tool.name === calls[0]?.tool);
      rows[row] = 1;
      tupleFeatures(index, calls[0] as CallTuple, rows, row);
      rows[row] = 1;
      rows[row + 1] = fact?.action ?? -9;
      rows[row + 2] = shared.share(calls[0]?.tool ?? '');
      rows[row + 22] = calls.length;
      rows[row + 32] = -count;
      rows[row + 27] = 9;
      rows[row + 38] = (fact?.action ?? -9) + (calls[0] as CallTuple).score;
    });
  }
  emit({ kind: 'rest', tool: '', calls: [], probability: 0 }, (row) => void (rows[row] = 5));
  relate(candidates, rows);
  return candidates;
}

/** Share of a tool's name that the user has said; words that many tools have in their names count less. */
function nameOverlap(name: string, words: ReadonlySet<string>, rarity: ReadonlyMap<string, number>): number {
  let common = 0;
  let total = 0;
  for (const part of nameWords(name)) {
    const weight = rarity.get(part) ?? 1;
    total += weight;
    if (words.has(part)) common += weight;
  }
  return total === 0 ? 0 : common / total;
}

const RARITY = new WeakMap<readonly OpenTool[], ReadonlyMap<string, number>>();

function nameRarity(tools: readonly OpenTool[]): ReadonlyMap<string, number> {
  const known = RARITY.get(tools);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const { name } of tools)
    for (const part of new Set(nameWords(name))) counts.set(part, (counts.get(part) ?? 0) + 1);
  const rarity = new Map([...counts].map(([part, count]) => [part, Math.log(1 + tools.length / count)]));
  RARITY.set(tools, rarity);
  return rarity;
}

/** What all candidates of a moment have in common. */
function runFacts(
  model: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  scores: Float64Array,
  top: number,
) {
  const sequenceRows = sequenceKeys(index).map((key) => model.sequences.get(key));
  const longest = sequenceRows.find((row) => row !== undefined);
  let evidence = 0;
  if (longest) for (let at = 1; at < longest.length; at += 2) evidence += longest[at] as number;
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
  const speech = Math.log(
    Math.exp(scores[tools.length] as number) + Math.exp(scores[tools.length + 1] as number),
  );
  const known = tools.filter(({ name }) => model.classes.has(name)).length / Math.max(1, tools.length);
  const since = sinceUser(index);
  return {
    share: (action: string): number => sequenceShare(model, sequenceRows, action),
    fill: (rows: Float64Array, row: number): void => {
      rows[row + 3] = Math.log1p(evidence) + 2 * sequenceRows.findIndex((found) => found !== undefined);
      rows[row + 17] = since;
      rows[row + 18] = lastEvent;
      rows[row + 19] = index.callTurns === 0 ? -1 : index.multiTurns / index.callTurns;
      rows[row + 20] = Math.min(40, index.turns);
      rows[row + 21] = Math.min(20, index.userMessages);
      rows[row + 26] = tools.length;
      rows[row + 28] = speech;
      rows[row + 29] = top;
      rows[row + 33] = index.calls.at(-1)?.turnSize ?? 0;
      rows[row + 39] = known;
    },
  };
}

function tupleFeatures(index: RunIndex, tuple: CallTuple, rows: Float64Array, row: number): void {
  let weakest = 1;
  let weakestShare = 1;
  let visited = 0;
  let constants = 0;
  let inUser = 0;
  let inLast = 0;
  let walk = 0;
  let unvisited = 0;
  let listLength = 0;
  for (const [at, value] of tuple.values.entries()) {
    weakest = Math.min(weakest, value.probability);
    weakestShare = Math.min(weakestShare, value.source?.share ?? 0);
    if (index.uses.has(useKey(tuple.tool, tuple.paths[at] as string, value.text))) visited += 1;
    if (!value.source) constants += 1;
    const spots = value.known?.occurrences ?? [];
    const last = spots.at(-1)?.message ?? -1;
    if (last >= index.messages - 1) inLast += 1;
    for (const spot of spots)
      if (spot.message === index.lastUser.message) {
        inUser += 1;
        break;
      }
    if (value.source) {
      const list = (index.slots.get(value.source.slot) ?? []).slice(-40);
      const place = list.findIndex((spot) => spot.text === value.text);
      const previous = list[place - 1];
      if (
        previous &&
        list.length > 1 &&
        index.uses.has(useKey(tuple.tool, tuple.paths[at] as string, previous.text))
      )
        walk = 1;
      listLength = Math.max(listLength, list.length);
      let open = 0;
      for (const spot of list.slice(-20))
        if (!index.uses.has(useKey(tuple.tool, tuple.paths[at] as string, spot.text))) open += 1;
      unvisited = Math.max(unvisited, open);
    }
  }
  const count = tuple.values.length;
  rows[row + 4] = tuple.score;
  rows[row + 5] = weakest;
  rows[row + 6] = count;
  rows[row + 7] = tuple.share;
  rows[row + 10] = tuple.together;
  const made = index.callCounts.get(tuple.text) ?? 0;
  rows[row + 11] = made;
  if (made > 0) {
    for (let at = index.calls.length - 1; at >= 0; at -= 1) {
      const call = index.calls[at];
      if (call?.text !== tuple.text) continue;
      rows[row + 12] = call.outcome === 'ok' ? 0 : 1;
      rows[row + 13] = Math.min(40, index.messages - call.message);
      break;
    }
  }
  rows[row + 14] = unvisited;
  rows[row + 30] = visited;
  rows[row + 31] = weakestShare;
  rows[row + 34] = count === 0 ? -1 : inUser / count;
  rows[row + 35] = count === 0 ? -1 : inLast / count;
  rows[row + 36] = constants;
  rows[row + 37] = walk;
  rows[row + 42] = listLength;
}

/** How each candidate stands to the best of all and to the best of its tool. */
function relate(candidates: readonly TurnCandidate[], rows: Float64Array): void {
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

const MOST_WALKED = 12;

/** Turns that visit several elements of one list at once: all that are unvisited, and the first two and three. */
function walks(
  model: ReadyModel,
  index: RunIndex,
  tool: string,
  tuples: readonly CallTuple[],
  ranked: Map<string, ValueCandidate[]>,
): CallTuple[][] {
  const known = model.tools.get(tool);
  const best = tuples[0];
  if (!best || best.paths.length === 0) return [];
  if (known && known.walks.size === 0) return [];
  if (!known && index.multiTurns === 0) return [];
  const found: CallTuple[][] = [];
  for (const [at, path] of best.paths.entries()) {
    const lead = best.values[at];
    if (!lead?.source) continue;
    const slot = lead.source.slot;
    const group = tuples.filter(
      (tuple) =>
        tuple.paths === best.paths &&
        differsOnlyAt(best, tuple, at) &&
        tuple.values[at]?.source?.slot === slot &&
        !index.uses.has(useKey(tool, path, tuple.values[at]?.text ?? '')),
    );
    const more = (ranked.get(path) ?? []).filter(
      (value) => value.source?.slot === slot && !index.uses.has(useKey(tool, path, value.text)),
    );
    if (more.length < 2 || more.length > MOST_WALKED || group.length < 1) continue;
    const calls = inSlotOrder(index, slot, more).map((value) => swapValue(best, at, value));
    found.push(calls);
    if (calls.length > 2) {
      const byRank = more.slice(0, 2).map((value) => swapValue(best, at, value));
      found.push(byRank);
      if (calls.length > 3) found.push(more.slice(0, 3).map((value) => swapValue(best, at, value)));
    }
  }
  if (best.paths.length > 1)
    for (const size of [2, 3, 4])
      if (tuples.length >= size && (!known || known.walks.has(size))) found.push(tuples.slice(0, size));
  return found.slice(0, 5);
}

const differsOnlyAt = (a: CallTuple, b: CallTuple, at: number): boolean =>
  a.values.every((value, place) => place === at || value.text === b.values[place]?.text);

function inSlotOrder(index: RunIndex, slot: string, values: readonly ValueCandidate[]): ValueCandidate[] {
  const places = index.slots.get(slot) ?? [];
  const order = new Map<string, number>();
  for (const [at, { text }] of places.entries()) if (!order.has(text)) order.set(text, at);
  const of = (value: ValueCandidate): number => order.get(value.occurrence?.text ?? value.text) ?? 1e9;
  return [...values].sort((a, b) => of(a) - of(b));
}

function walkShare(model: ReadyModel, tool: string, size: number): number {
  const known = model.tools.get(tool);
  return known ? (known.walks.get(Math.min(size, 12)) ?? 0) / Math.max(1, known.count) : 0;
}

/** Turns of several tools that went together before, each with its likeliest arguments, shared ones alike. */
function combinations(
  model: ReadyModel,
  tuplesOf: Map<string, CallTuple[]>,
): { calls: CallTuple[]; count: number }[] {
  const found: { calls: CallTuple[]; count: number }[] = [];
  for (const { tools, count } of model.combinations) {
    if (found.length >= 6) break;
    const counts = new Map<string, number>();
    for (const tool of tools) counts.set(tool, (counts.get(tool) ?? 0) + 1);
    const calls: CallTuple[] = [];
    let whole = true;
    let lead: readonly CallTuple[] = [];
    for (const [tool, times] of counts) {
      const tuples = tuplesOf.get(tool) ?? [];
      const alike = lead
        .map((first) => tuples.find((tuple) => agrees(first, tuple)))
        .filter((tuple) => tuple !== undefined);
      const chosen = alike.length >= times ? alike.slice(0, times) : tuples.slice(0, times);
      if (chosen.length < times) whole = false;
      calls.push(...chosen);
      if (lead.length === 0) lead = chosen;
    }
    if (whole) found.push({ calls, count });
  }
  return found;
}

function agrees(a: CallTuple, b: CallTuple): boolean {
  let shared = 0;
  for (const [at, path] of a.paths.entries()) {
    const other = b.paths.indexOf(path);
    if (other < 0) continue;
    if (a.values[at]?.text !== b.values[other]?.text) return false;
    shared += 1;
  }
  return shared > 0;
}

function swapValue(tuple: CallTuple, at: number, value: ValueCandidate): CallTuple {
  const values = tuple.values.map((old, place) => (place === at ? value : old));
  const args = buildArguments(tuple.paths, values, tuple.models) ?? tuple.arguments;
  return { ...tuple, values, arguments: args, text: callText(tuple.tool, args) };
}
