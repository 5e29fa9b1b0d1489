import type { JsonObject } from '../../contracts/json';
import type { ReplayCall, ReplayTrajectory } from '../../contracts/replay';
import { canonicalKey, normaliseStrings } from '../../core/canonical-key';

/** A recorded call and where it was made. */
interface Made {
  turn: number;
  index: number;
  call: ReplayCall;
}

/** What the calls of one trajectory came to, by canonical call. Texts are compared trimmed, as keys of reads are. */
export class RecordedResults {
  private readonly byKey = new Map<string, Made[]>();

  constructor(trajectory: ReplayTrajectory) {
    for (const [turn, { calls }] of trajectory.turns.entries()) {
      for (const [index, call] of calls.entries()) {
        const key = keyOf(call.tool, call.arguments);
        const made = this.byKey.get(key);
        if (made) made.push({ turn, index, call });
        else this.byKey.set(key, [{ turn, index, call }]);
      }
    }
  }

  /**
   * The recorded call that is equal to this one: at this place of this turn, else the first at or behind the turn, else
   * the last before it. `turn` counts from 0. Undefined where the agent never made it.
   */
  find(
    call: { tool: string; arguments: JsonObject },
    at: { turn: number; index: number },
  ): ReplayCall | undefined {
    const made = this.byKey.get(keyOf(call.tool, call.arguments)) ?? [];
    const here = made.find(({ turn, index }) => turn === at.turn && index === at.index);
    return (here ?? made.find(({ turn }) => turn >= at.turn) ?? made.at(-1))?.call;
  }
}

const keyOf = (tool: string, args: JsonObject): string => canonicalKey(tool, normaliseStrings(args));
