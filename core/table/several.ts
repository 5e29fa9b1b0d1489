import { textOfCall } from './build-arguments';
import type { RunIndex } from './context';
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
  const records = tuples
    .filter(({ record }) => record !== undefined && !record.made)
    .sort((a, b) => (a.record?.open ?? 0) - (b.record?.open ?? 0));
  if (records.length > 1) found.push(records);
  for (const [at, path] of best.paths.entries()) {
    if (found.length >= MOST_WALKS) break;
    const lead = best.values[at];
    if (!lead?.source) continue;
    const slot = lead.source.slot;
    const group = tuples.some(
      (tuple) =>
        tuple.paths === best.paths && differsOnlyAt(best, tuple, at) && tuple.values[at]?.visited === false,
    );
    if (!group) continue;
    const more = (ranked.get(path) ?? []).filter((value) => value.source?.slot === slot && !value.visited);
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

const differsOnlyAt = (a: CallTuple, b: CallTuple, at: number): boolean =>
  a.values.every((value, place) => place === at || value.text === b.values[place]?.text);

function inSlotOrder(index: RunIndex, slot: string, values: readonly ValueCandidate[]): ValueCandidate[] {
  const places = index.slots.get(slot) ?? [];
  const order = new Map<string, number>();
  for (const [at, { text }] of places.entries()) if (!order.has(text)) order.set(text, at);
  const of = (value: ValueCandidate): number => order.get(value.occurrence?.text ?? value.text) ?? 1e9;
  return [...values].sort((a, b) => of(a) - of(b));
}

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
