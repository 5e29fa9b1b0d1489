import type { Call } from '../../contracts/call';
import { chainFrom, type DraftNode } from './draft-node';
import { isRunning, type OutcomeEntry } from './entry';
import type { Launcher } from './launcher';
import type { ObservedTurn } from './observed-turn';

/** What an observation asks of the draft. */
export interface ObservationEffects {
  /** The turn that carries the chain cannot be the actor's: what hangs on it is cut off. */
  cutChain: boolean;
  /** Running pre-executions that no guess still alive asks for. */
  cancel: OutcomeEntry[];
  /** Whole read-only calls before the first write that nobody executes yet. */
  start: { index: number; call: Call }[];
}

/** What follows from what the actor's stream has shown so far. Changes nothing. */
export function observationEffects(
  head: DraftNode,
  seen: ObservedTurn,
  launcher: Launcher,
): ObservationEffects {
  const keep = seen.keys();
  const alive = new Set(
    head.candidates
      .filter((candidate) => !seen.contradicts(candidate.calls))
      .flatMap((candidate) => candidate.calls.map((call) => call.key)),
  );
  const taken: OutcomeEntry[] = [];
  const start = seen
    .startable((tool) => !launcher.isReadOnly(tool))
    .filter(({ call }) => {
      if (!launcher.isLive(call.tool)) return false;
      const entry = launcher.existing(call, taken);
      if (entry) taken.push(entry);
      return !entry;
    });
  return {
    cutChain: head.turn !== undefined && seen.contradicts(head.turn.calls),
    cancel: head.entries.filter((entry) => isRunning(entry) && !alive.has(entry.key) && !keep.has(entry.key)),
    start,
  };
}

/** Whether telling the draft would stop or start any work, or spare it a launch that is about to happen. */
export function observationMatters(head: DraftNode, effects: ObservationEffects): boolean {
  if (effects.start.length > 0 || effects.cancel.length > 0 || head.predicting) return true;
  if (!effects.cutChain) return false;
  return [...chainFrom(head.child)].some(
    (node) =>
      node.predicting ||
      [node.ahead, ...node.entries].some((entry) => entry !== undefined && isRunning(entry)),
  );
}
