import { readyForest, scoreRows, softmax, type ReadyForest } from '../../core/table/forest';
import type { GroupedRows } from './boost';
import type { TurnNote } from './gather';
import { forestFor, type Ranker } from './rankers';

export interface Point {
  p: number;
  hit: number;
}

/** Turns with their candidates' rows, and a ranker that was not grown on them. */
export interface HeldOutTurns {
  rows: GroupedRows;
  notes: readonly (TurnNote | undefined)[];
  ranker: Ranker;
}

/** Below this nobody asks. */
const LEAST = 0.005;

/** What the ranker says of each turn's candidates. */
export function* scoredTurns({
  rows: data,
  notes,
  ranker,
}: HeldOutTurns): Generator<{ note: TurnNote; scores: Float64Array }> {
  const forests = new Map<number, ReadyForest>();
  const rows = Float64Array.from(data.rows);
  for (const [group, note] of notes.entries()) {
    if (!note) continue;
    const owner = data.owners[group] as number;
    const ready = forests.get(owner) ?? readyForest(forestFor(ranker, owner));
    forests.set(owner, ready);
    const from = data.starts[group] as number;
    const count = note.spelled.length;
    const scores = new Float64Array(count);
    scoreRows(ready, rows.subarray(from * data.width), data.width, count, scores);
    softmax(scores, count);
    yield { note, scores };
  }
}

/** What a ranker says of turns that it was not grown on, and what happened: of whole turns, and of calls in any turn. */
export function calibrationPoints(turns: HeldOutTurns): { turn: Point[]; call: Point[] } {
  const points = { turn: [] as Point[], call: [] as Point[] };
  for (const { note, scores } of scoredTurns(turns)) {
    const calls = new Map<string, number>();
    for (const [at, p] of scores.entries()) {
      if (note.spelled[at] && p > LEAST) points.turn.push({ p, hit: note.hits[at] ? 1 : 0 });
      for (const text of note.calls[at] ?? []) calls.set(text, (calls.get(text) ?? 0) + p);
    }
    for (const [text, p] of calls)
      if (p > LEAST) points.call.push({ p: Math.min(1, p), hit: note.made.has(text) ? 1 : 0 });
  }
  return points;
}
