import type { Call } from '../../contracts/call';
import type { Observed, ObservedCall } from '../../contracts/events';

/** What the actor's stream has shown of one decision so far. A higher attempt voids what lower ones reported. */
export class ObservedTurn {
  private attempt = 0;
  private calls = new Map<number, ObservedCall>();

  constructor(
    readonly runToken: string,
    readonly transcript: string,
  ) {}

  /** Takes a signal in; false when it is another run's, another decision's, or an earlier attempt's. */
  accept(signal: Observed): boolean {
    if (signal.runToken !== this.runToken || signal.transcript !== this.transcript) return false;
    if (signal.attempt < this.attempt) return false;
    if (signal.attempt > this.attempt) this.calls.clear();
    this.attempt = signal.attempt;
    for (const call of signal.calls) {
      if (call.call || !this.calls.get(call.index)?.call) this.calls.set(call.index, call);
    }
    return true;
  }

  /** Whether a guessed turn differs from what was observed at any position. */
  contradicts(turn: Pick<Call, 'tool' | 'key'>[]): boolean {
    for (const [index, seen] of this.calls) {
      const guessed = turn[index];
      if (!guessed || guessed.tool !== seen.tool) return true;
      if (seen.call && seen.call.key !== guessed.key) return true;
    }
    return false;
  }

  copy(): ObservedTurn {
    const copy = new ObservedTurn(this.runToken, this.transcript);
    copy.attempt = this.attempt;
    copy.calls = new Map(this.calls);
    return copy;
  }

  /** Canonical keys of the calls that stand whole. */
  keys(): Set<string> {
    return new Set([...this.calls.values()].flatMap((seen) => (seen.call ? [seen.call.key] : [])));
  }

  /** Whole calls, in order, up to the first gap and the first call for which `stopsAt` holds. */
  startable(stopsAt: (tool: string) => boolean): { index: number; call: Call }[] {
    const found: { index: number; call: Call }[] = [];
    for (let index = 0; ; index += 1) {
      const seen = this.calls.get(index);
      if (!seen?.call || stopsAt(seen.tool)) return found;
      found.push({ index, call: { tool: seen.tool, arguments: seen.call.arguments, key: seen.call.key } });
    }
  }
}
