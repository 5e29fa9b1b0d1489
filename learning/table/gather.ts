import { ASK, FINAL } from '../../core/table/actions';
import { callText } from '../../core/table/canonical-value';
import { emptyContext, extend, indexOf } from '../../core/table/context';
import { argumentLeaves } from '../../core/table/flatten';
import type { TableMessage } from '../../core/table/message';
import { turnKey } from '../../core/table/predict';
import { modelFor, type ReadyModel } from '../../core/table/ready-model';
import { turnScratch } from '../../core/table/turn-sheet';
import { turnCandidates, type TurnCandidate } from '../../core/table/turns';
import { valueRows } from '../../core/table/value-features';
import { valueCandidates, valueScratch } from '../../core/table/values';
import type { RowBuilder } from './row-groups';
import { actionOf } from './observe';
import type { Trajectory } from './trajectory';

const values = valueScratch();
const turns = turnScratch();

/** Visits each turn of a trajectory with the context before it. */
export function eachTurn(
  trajectory: Trajectory,
  visit: (
    context: ReturnType<typeof emptyContext>,
    message: TableMessage,
    action: string,
    at: number,
  ) => void,
): void {
  let context = emptyContext(trajectory.actor);
  for (const [at, message] of trajectory.messages.entries()) {
    if (message.role === 'assistant') visit(context, message, actionOf(message, trajectory.messages, at), at);
    context = extend(context, message);
  }
}

/** One group for each argument of each recorded call: which of its candidates it took. */
export function gatherValues(
  whole: ReadyModel,
  trajectory: Trajectory,
  into: RowBuilder,
  most: number,
): void {
  const model = modelFor(whole, trajectory.tools);
  let turnsTaken = 0;
  eachTurn(trajectory, (context, message) => {
    if (message.calls.length === 0 || turnsTaken >= most) return;
    turnsTaken += 1;
    const index = indexOf(context);
    const wanted = new Map<string, { tool: string; path: string; texts: Set<string> }>();
    for (const call of message.calls)
      for (const leaf of argumentLeaves(call.arguments)) {
        const key = `${call.tool}\n${leaf.path}`;
        const entry = wanted.get(key) ?? { tool: call.tool, path: leaf.path, texts: new Set<string>() };
        entry.texts.add(leaf.text);
        wanted.set(key, entry);
      }
    for (const { tool, path, texts } of wanted.values()) {
      const argument = model.tools.get(tool)?.arguments.get(path);
      const candidates = valueCandidates(index, tool, path, argument, model);
      if (candidates.length === 0) continue;
      const count = valueRows(index, tool, path, argument, candidates, values.rows, model);
      const hits = candidates.map(({ text }) => (texts.has(text) ? 1 : 0));
      const total = hits.reduce((a: number, b) => a + b, 0);
      const targets = hits.map((hit) => (total === 0 ? 0 : hit / total));
      into.add(values.rows, count, [...targets, total === 0 ? 1 : 0], 1);
    }
  });
}

/** The key under which a recorded turn would stand among the candidates. */
export function recordedKey(message: TableMessage, action: string): string {
  if (message.calls.length === 0) return action === ASK ? `<ask> ${ASK}` : `<final> ${FINAL}`;
  return message.calls
    .map((call) => callText(call.tool, call.arguments))
    .sort()
    .join('\n');
}

/** What a group of turn rows stood for, for calibration. */
export interface TurnNote {
  /** For each row: whether it spells out a turn, whether that turn was made, and the calls that it makes. */
  spelled: boolean[];
  hits: boolean[];
  calls: string[][];
  made: Set<string>;
  /** The tool of each call. */
  toolOf: ReadonlyMap<string, string>;
  task: string;
  /** By tool, among those looked into: calls that the turn made, and those of them that are spelled out. */
  reach: ReadonlyMap<string, { calls: number; reached: number }>;
}

/**
 * One group for each turn: which candidate it was; what is not spelled out counts for the rest of its tool, or of all.
 */
export function gatherTurns(input: {
  model: ReadyModel;
  trajectory: Trajectory;
  into: RowBuilder;
  keep: (turn: number) => boolean;
  note?: (note: TurnNote) => void;
}): void {
  let turn = 0;
  eachTurn(input.trajectory, (context, message, action) => {
    turn += 1;
    if (!input.keep(turn)) return;
    const candidates = turnCandidates(input.model, indexOf(context), input.trajectory.tools, {
      values,
      turns,
    });
    const goal = recordedKey(message, action);
    input.into.add(turns.rows, candidates.length, turnTargets(candidates, goal, action), 1);
    input.note?.({
      spelled: candidates.map(({ kind }) => kind !== 'rest'),
      hits: candidates.map((candidate) => candidate.kind !== 'rest' && turnKey(candidate) === goal),
      calls: candidates.map(({ calls }) => [...new Set(calls.map(({ text }) => text))]),
      made: new Set(message.calls.map((call) => callText(call.tool, call.arguments))),
      toolOf: new Map(
        candidates.flatMap(({ calls }) => calls.map(({ text, tool }) => [text, tool] as const)),
      ),
      task: input.trajectory.task,
      reach: reachOf(candidates, message),
    });
  });
}

function reachOf(candidates: readonly TurnCandidate[], message: TableMessage): TurnNote['reach'] {
  const reach = new Map<string, { calls: number; reached: number }>();
  for (const { tool, arguments: args } of message.calls) {
    if (!candidates.some((candidate) => candidate.kind === 'rest' && candidate.tool === tool)) continue;
    const text = callText(tool, args);
    const tally = reach.get(tool) ?? { calls: 0, reached: 0 };
    reach.set(tool, tally);
    tally.calls += 1;
    if (candidates.some(({ calls }) => calls.some((call) => call.text === text))) tally.reached += 1;
  }
  return reach;
}

function turnTargets(candidates: readonly TurnCandidate[], goal: string, action: string): number[] {
  const exact = candidates.map((candidate) =>
    candidate.kind !== 'rest' && turnKey(candidate) === goal ? 1 : 0,
  );
  const total = exact.reduce((a: number, b) => a + b, 0);
  if (total > 0) return exact.map((hit) => hit / total);
  const ofTool = candidates.findIndex(({ kind, tool }) => kind === 'rest' && tool === action);
  const at = ofTool >= 0 ? ofTool : candidates.length - 1;
  return candidates.map((_candidate, place) => (place === at ? 1 : 0));
}
