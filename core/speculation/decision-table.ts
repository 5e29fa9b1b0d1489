import type { Decision } from '../../contracts/decision';
import { addRequest } from '../request-account';
import type { Transcript } from '../transcript';
import { hasValue } from './entry';
import { joinOrOvertake } from './join';
import { never, notStarted, type Live } from './live';
import type { Memo } from './memo';
import type { Ports, RealFlight } from './ports';

export interface ServedDecision {
  decision: Decision;
  by: 'real' | 'claimed' | 'joined' | 'overtaken';
  /** Seconds that the run waited for it. */
  waitedSeconds: number;
}

/** Where the agent loop gets decisions: from the memo by transcript id, else by a real request. */
export class DecisionTable {
  private longestMs = 0;

  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly timeouts: { decideMs: number; aheadStartMs: number },
    /** Told what to do when the run is interrupted: cancel a real request, let go of a joined one. */
    private readonly whenInterrupted: (undo: () => void) => void,
  ) {}

  async get(
    transcript: Transcript,
    input: { step: number; mode: 'normal' | 'last' },
    live: Live,
  ): Promise<ServedDecision> {
    const startedAtMs = this.ports.nowMs();
    const waited = (): number => (this.ports.nowMs() - startedAtMs) / 1000;
    const entry = input.mode === 'normal' ? this.memo.decision(transcript.id) : undefined;
    if (!entry || entry.end !== undefined) {
      const decision = await this.startReal(transcript, input, live).result;
      return { decision, by: 'real', waitedSeconds: waited() };
    }
    this.memo.own(entry);
    if (hasValue(entry) && entry.value) {
      this.memo.book(entry, 'claimed');
      this.memo.accounts.acceptedAhead += 1;
      return { decision: entry.value, by: 'claimed', waitedSeconds: 0 };
    }
    this.whenInterrupted(() => (entry.owned = entry.end !== undefined));
    const { how, value } = await joinOrOvertake({
      entry,
      nowMs: startedAtMs,
      aheadStartMs: this.timeouts.aheadStartMs,
      boundMs: this.joinBoundMs(),
      timer: (ms) => this.ports.timer(ms),
      startReal: () => this.startReal(transcript, input, live),
    });
    if (!live()) return never();
    if (how === 'joined') this.memo.accounts.acceptedAhead += 1;
    if (how !== 'real') this.memo.book(entry, how);
    return { decision: value, by: how, waitedSeconds: waited() };
  }

  /**
   * How long, counted from its launch, a decision ahead may be waited for: three times the longest real decision of
   * the run, at least ten seconds, at most the limit of a decision. A hung server costs that much and no more.
   */
  private joinBoundMs(): number {
    return Math.min(this.timeouts.decideMs, Math.max(10_000, 3 * this.longestMs));
  }

  private startReal(
    transcript: Transcript,
    input: { step: number; mode: 'normal' | 'last' },
    live: Live,
  ): RealFlight<Decision> {
    if (!live()) return notStarted();
    const flight = this.ports.decide(transcript, input);
    this.whenInterrupted(flight.cancel);
    const { actor } = this.memo.accounts;
    const result = flight.result.then(
      (decision) => {
        addRequest(actor, decision.usage, decision.seconds);
        this.longestMs = Math.max(this.longestMs, decision.seconds * 1000);
        return decision;
      },
      (error: unknown) => {
        const spent = flight.spentOf?.(error);
        if (spent) addRequest(actor, spent.usage, spent.seconds);
        throw error;
      },
    );
    result.catch(() => undefined);
    return { result, cancel: flight.cancel };
  }
}
