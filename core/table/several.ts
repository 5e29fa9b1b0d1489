import { textOfCall } from './build-arguments';
import type { RunIndex } from './context';
import type { Occurrence } from './facts';
import type { ReadyModel } from './ready-model';
import type { CallTuple } from './tuples';
import type { ValueCandidate } from './values';

const MOST_WALKED = 12;
const MOST_WALKS = 5;

/** Turns that visit several elements of one list at once: all that are unvisited, and the first two and three. */
export function walks(
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
  const records = tuples.filter(({ record }) => record !== undefined && !record.made);
  if (records.length > 1) found.push(records.sort((a, b) => (a.record?.open ?? 0) - (b.record?.open ?? 0)));
  for (let at = 0; at < best.paths.length && found.length < MOST_WALKS; at += 1) {
    const slot = best.values[at]?.source?.slot;
    if (slot === undefined) continue;
    if (!tuples.some((tuple) => tuple.values[at]?.visited === false && differsOnlyAt(best, tuple, at)))
      continue;
    const more = (ranked.get(best.paths[at] as string) ?? []).filter(
      (value) => value.source?.slot === slot && !value.visited,
    );
    if (more.length < 2 || more.length > MOST_WALKED) continue;
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
  return found.slice(0, MOST_WALKS);
}

/** Whether two calls of the same arguments have the same values but for one. */
function differsOnlyAt(a: CallTuple, b: CallTuple, at: number): boolean {
  if (a.paths !== b.paths) return false;
  for (let place = 0; place < a.values.length; place += 1)
    if (place !== at && a.values[place]?.text !== b.values[place]?.text) return false;
  return true;
}

/** The values in the order in which the slot first had them. */
function inSlotOrder(index: RunIndex, slot: string, values: readonly ValueCandidate[]): ValueCandidate[] {
  const wanted = new Map<string, number>(values.map((value) => [textInSlot(value), LAST]));
  let open = wanted.size;
  const places = index.slots.get(slot) ?? [];
  for (let at = 0; at < places.length && open > 0; at += 1) {
    const { text } = places[at] as Occurrence;
    if (wanted.get(text) !== LAST) continue;
    wanted.set(text, at);
    open -= 1;
  }
  const of = (value: ValueCandidate): number => wanted.get(textInSlot(value)) ?? LAST;
  return [...values].sort((a, b) => of(a) - of(b));
}

const LAST = 1e9;
const textInSlot = ({ occurrence, text }: ValueCandidate): string => occurrence?.text ?? text;

/** How often turns of so many calls were seen, for each call of the tool. */
export function walkShare(model: ReadyModel, tool: string, size: number): number {
  const known = model.tools.get(tool);
  return known ? (known.walks.get(Math.min(size, 12)) ?? 0) / Math.max(1, known.count) : 0;
}

/** Turns of several tools that went together before, each with its likeliest arguments, shared ones alike. */
export function combinations(
  model: ReadyModel,
  tuplesOf: Map<string, CallTuple[]>,
): { calls: CallTuple[]; count: number }[] {
  const found: { calls: CallTuple[]; count: number }[] = [];
  for (const { tools, count } of model.combinations) {
    if (found.length >= 6) break;
    if (!tools.every((tool) => tuplesOf.has(tool))) continue;
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
  return {
    ...tuple,
    values,
    text: textOfCall(tuple.tool, tuple.paths, values, tuple.models),
    record: undefined,
  };
}
