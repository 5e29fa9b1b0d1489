import type { ToolPolicyOverride } from '../../../contracts/config';
import { mean } from '../../../core/statistics';
import type { PlayedTrajectory, PlayedTurn } from '../recording/played-trajectory';
import type { RunRecord } from './run-record';

/** What bounds the saving in a domain: what its turns are and where a baseline run's time goes. */
export interface Bounds {
  turns: number;
  /** Shares of all turns. */
  reads: number;
  writes: number;
  words: number;
  /** Shares of a baseline run's own time: the actor, the tools, and hops between processes with all they take. */
  actorTime: number;
  toolTime: number;
  hopTime: number;
  /** Milliseconds that each activity in a row takes beyond its own work. */
  hopMs: number;
}

type Policy = Record<string, ToolPolicyOverride>;

const isRead = (policy: Policy, tool: string): boolean => policy[tool]?.effect === 'read';

/** Seconds of a turn's calls one after the other where one writes, side by side else. */
export function toolSeconds(turn: PlayedTurn, policy: Policy): number {
  const seconds = turn.calls.map((call) => call.seconds);
  const inOrder = turn.calls.some(({ tool }) => !isRead(policy, tool));
  return inOrder ? seconds.reduce((sum, value) => sum + value, 0) : Math.max(0, ...seconds);
}

/** Activities in a row: the decision, and then the calls, side by side or in order. */
function hopsOf(turn: PlayedTurn, policy: Policy): number {
  if (turn.calls.length === 0) return 1;
  return turn.calls.every(({ tool }) => isRead(policy, tool)) ? 2 : 1 + turn.calls.length;
}

export function boundsOf(
  trajectories: readonly PlayedTrajectory[],
  policy: Policy,
  baseline: readonly RunRecord[],
  timeScale: number,
): Bounds {
  const turns = trajectories.flatMap((trajectory) => trajectory.turns);
  const share = (of: (turn: PlayedTurn) => boolean): number =>
    turns.filter(of).length / Math.max(1, turns.length);
  const parts = baseline.flatMap((run) => {
    const played = trajectories[run.trajectory]?.turns ?? [];
    const actor = timeScale * played.reduce((sum, { seconds }) => sum + seconds, 0);
    const tool = timeScale * played.reduce((sum, turn) => sum + toolSeconds(turn, policy), 0);
    const hops = played.reduce((sum, turn) => sum + hopsOf(turn, policy), 0);
    return [{ own: run.ownSeconds, actor, tool, rest: run.ownSeconds - actor - tool, hops }];
  });
  const total = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + of(part), 0);
  const own = Math.max(
    1e-9,
    total((part) => part.own),
  );
  return {
    turns: mean(trajectories.map((trajectory) => trajectory.turns.length)) ?? 0,
    reads: share(({ calls }) => calls.length > 0 && calls.every(({ tool }) => isRead(policy, tool))),
    writes: share(({ calls }) => calls.some(({ tool }) => !isRead(policy, tool))),
    words: share(({ calls }) => calls.length === 0),
    actorTime: total((part) => part.actor) / own,
    toolTime: total((part) => part.tool) / own,
    hopTime: total((part) => part.rest) / own,
    hopMs:
      (total((part) => part.rest) /
        Math.max(
          1,
          total((part) => part.hops),
        )) *
      1000,
  };
}
