import type { Call } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import { isLossy } from '../../contracts/is-lossy';
import type { Strategy } from '../../contracts/speculation';
import type { OutcomeEntry } from './entry';
import { findOutcomes, type FoundOutcome } from './match';
import type { Memo } from './memo';
import type { ObservationEffects } from './observation-effects';
import type { ObservedTurn } from './observed-turn';

/** What the draft leaves running under a lossy strategy because it may serve another call; nothing under the others. */
export class StandIns {
  private readonly isOn: boolean;

  constructor(
    private readonly memo: Memo,
    private readonly ports: { nowMs(): number },
    private readonly settings: { strategy: Strategy; jaccardThreshold: number },
  ) {
    this.isOn = isLossy(settings.strategy);
  }

  /** Entries of other calls that will serve a decision's. */
  of({ calls }: Decision): Set<OutcomeEntry> {
    const wanted = calls.filter(({ problem }) => !problem);
    const served = this.isOn ? this.serve(wanted, new Set(wanted.map(({ key }) => key))) : [];
    return new Set(served.flatMap((found) => (found?.lossy ? [found.entry] : [])));
  }

  /** An observation cancels nothing, for a call still to come may be served by it, and doubles nothing. */
  soften(effects: ObservationEffects, seen: ObservedTurn): ObservationEffects {
    if (!this.isOn) return effects;
    const calls = effects.start.map(({ call }) => call);
    const served = this.serve(calls, seen.keys());
    return { ...effects, cancel: [], start: effects.start.filter((_, index) => !served[index]) };
  }

  private serve(calls: readonly Call[], turn: ReadonlySet<string>): (FoundOutcome | undefined)[] {
    const at = { epoch: this.memo.epoch, nowMs: this.ports.nowMs(), ...this.settings, turn };
    return findOutcomes(this.memo.outcomes(), calls, at);
  }
}
