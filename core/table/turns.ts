import { actionScores, ASK, featureGroups, FINAL, openActions } from './actions';
import type { RunIndex } from './context';
import { bestPlaces } from './order';
import { roomForRows } from './forest';
import { modelFor, type ReadyModel } from './ready-model';
import { combinations, walks, walkShare } from './several';
import { callTuples, type CallTuple } from './tuples';
import { nameOverlaps, relate, runFacts, tupleFeatures, TURN_WIDTH } from './turn-features';
import type { valueScratch } from './values';

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

const MOST_TOOLS = 5;
/** Order (logarithm of the probability, and how far it is named) below which a known tool's arguments are not sought. */
const LEAST_ACTION = -4.2;
const MOST_ROWS = 48;
export const turnScratch = () => ({
  rows: new Float64Array(roomForRows(MOST_ROWS + 1) * TURN_WIDTH),
  scores: new Float64Array(roomForRows(MOST_ROWS + 1)),
});

/** Possible next turns and, in `rows`, their features; the rests last. */
export function turnCandidates(
  whole: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  scratch: { values: ReturnType<typeof valueScratch>; turns: ReturnType<typeof turnScratch> },
): TurnCandidate[] {
  const model = modelFor(whole, tools);
  const scores = actionScores(model, featureGroups(index), openActions(tools));
  const overlaps = nameOverlaps(tools, index.lastUser.wordSet);
  const last = index.calls.at(-1)?.tool;
  const orders = tools.map(({ name }, at) => {
    const again = name === last && !model.classes.has(name);
    const lift = 2 * (overlaps[at] as number) + (again ? 1 : 0);
    return (scores[at] as number) + lift;
  });
  const facts = bestPlaces(orders, MOST_TOOLS).map((at) => {
    const tool = tools[at] as OpenTool;
    const known = model.classes.has(tool.name);
    const overlap = overlaps[at] as number;
    return { tool, overlap, known, action: scores[at] as number, order: orders[at] as number };
  });
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
  for (const [rank, fact] of facts.entries()) {
    if (rank > 1 && fact.known && fact.order < LEAST_ACTION) continue;
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
