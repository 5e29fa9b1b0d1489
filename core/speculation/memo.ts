import type { Accounts, EntryAccount } from '../../contracts/accounts';
import type { Call } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import type { Outcome } from '../../contracts/outcome';
import type { CarriedDecision, CarriedEntry, RunRefusal } from '../../contracts/run';
import type { EntryEnd, GuessSource, RefusalReason } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { RunEvidence } from '../calibration/run-evidence';
import { describeCall } from '../describe-call';
import { bookWork, bookWaste } from './book-work';
import { carriedDecision, carriedOutcome, resumedDecision, resumedOutcome } from './carried-entry';
import { isRunning, type DecisionEntry, type Entry, type OutcomeEntry } from './entry';
import type { Flight, FlightEnd, Timer } from './ports';
import { predictorAccount } from './predictor-account';

/** Refusals of one step that are told; a run tells no more. */
const MAX_REFUSALS = 40;

/** Code of a flight whose worker was lost: its heartbeat stopped. */
export const LOST = 'lost';

/** What the memo needs to know of its run. */
export interface MemoSettings {
  maxEntries: number;
  nowMs(): number;
  /** What the run learns from its predictions; absent where it does not learn. */
  evidence?: RunEvidence;
}

/**
 * The tables of ahead outcomes and decisions, and the one place where their ends are booked. Every launched entry ends
 * in exactly one of claimed, joined, overtaken, unclaimed, cancelled, failed.
 */
export class Memo {
  /** Moves at the start and at the end of each write. */
  epoch = 0;
  private readonly outcomeEntries = new Set<OutcomeEntry>();
  private readonly decisionEntries = new Map<string, DecisionEntry>();
  private counter = 0;
  private notes: string[] = [];
  private refusals: RunRefusal[] = [];

  constructor(
    readonly accounts: Accounts,
    private readonly settings: MemoSettings,
    private readonly onSettled: (entry: Entry) => void,
  ) {}

  get evidence(): RunEvidence | undefined {
    return this.settings.evidence;
  }

  outcomes(): Iterable<OutcomeEntry> {
    return this.outcomeEntries;
  }

  decision(transcriptId: string): DecisionEntry | undefined {
    return this.decisionEntries.get(transcriptId);
  }

  get running(): number {
    let count = 0;
    for (const entry of this.all()) if (isRunning(entry)) count += 1;
    return count;
  }

  /** Makes room for one more entry, giving up the oldest that nobody has claimed; false when all are in use. */
  makeRoom(): boolean {
    if (this.outcomeEntries.size + this.decisionEntries.size < this.settings.maxEntries) return true;
    for (const entry of this.outcomeEntries) {
      if (entry.owned && entry.end === undefined) continue;
      if (isRunning(entry)) continue;
      this.forget(entry);
      return true;
    }
    return false;
  }

  launchOutcome(input: {
    call: Call;
    policy: ToolPolicy;
    source: GuessSource;
    step: number;
    flight: Flight<Outcome>;
  }): OutcomeEntry {
    const { flight, ...rest } = input;
    const entry: OutcomeEntry = {
      ...rest,
      kind: 'outcome',
      key: input.call.key,
      number: (this.counter += 1),
      epoch: this.epoch,
      launchedAtMs: this.settings.nowMs(),
      flight,
      owned: false,
      settled: flight.result.then((end) => this.settle(entry, end)),
    };
    this.outcomeEntries.add(entry);
    this.accounts.outcomes.launched += 1;
    this.accounts.outcomes.running += 1;
    if (input.source === 'observed') this.accounts.launchedByObservation += 1;
    else this.accounts.launchedByPrediction += 1;
    const own = predictorAccount(this.accounts, input.source);
    if (own) own.launched += 1;
    return entry;
  }

  launchDecision(input: { transcriptId: string; step: number; flight: Flight<Decision> }): DecisionEntry {
    const entry: DecisionEntry = {
      kind: 'decision',
      key: input.transcriptId,
      step: input.step,
      source: 'ahead',
      number: (this.counter += 1),
      launchedAtMs: this.settings.nowMs(),
      flight: input.flight,
      owned: false,
      settled: input.flight.result.then((end) => this.settle(entry, end)),
    };
    this.decisionEntries.set(entry.key, entry);
    this.accounts.decisions.launched += 1;
    this.accounts.decisions.running += 1;
    return entry;
  }

  /** Books calls that somebody proposed. */
  predicted(source: GuessSource, calls: number): void {
    this.accounts.predictions += calls;
    const own = predictorAccount(this.accounts, source);
    if (own) own.predictions += calls;
  }

  /** Books why a predicted call is not launched. */
  refuse(reason: RefusalReason): void {
    this.accounts.refused[reason] = (this.accounts.refused[reason] ?? 0) + 1;
  }

  /** Books why a decision ahead that the lookahead reaches is not asked for. */
  refuseDecision(reason: RefusalReason): void {
    const refused = (this.accounts.refusedAhead ??= {});
    refused[reason] = (refused[reason] ?? 0) + 1;
  }

  /** Keeps what the run itself refused although the gate had admitted it, for those who read the history. */
  noteRefusal(refusal: RunRefusal): void {
    if (this.refusals.length < MAX_REFUSALS) this.refusals.push(refusal);
  }

  /** What the run itself has refused since the last call. */
  takeRefusals(): RunRefusal[] {
    const { refusals } = this;
    this.refusals = [];
    return refusals;
  }

  /** Marks an entry as awaited by the run: from here on the draft cannot cancel it. */
  own(entry: Entry): void {
    entry.owned = true;
  }

  /** Books how an entry served, or failed to serve, the run. */
  book(entry: Entry, end: 'claimed' | 'joined' | 'overtaken'): void {
    entry.owned = true;
    if (end === 'overtaken' && isRunning(entry)) entry.flight?.cancel();
    this.end(entry, end);
  }

  /** Gives up a running entry that nobody waits for; asks for its cancellation and does not wait for it. */
  cancel(entry: Entry, reason: string): void {
    if (!isRunning(entry) || entry.owned) return;
    entry.flight?.cancel();
    this.accounts.cancelled[reason] = (this.accounts.cancelled[reason] ?? 0) + 1;
    this.notes.push(`${this.label(entry)} · ${reason}`);
    this.end(entry, 'cancelled');
  }

  /** Gives up a finished entry, or cancels a running one. */
  discard(entry: Entry, reason: string): void {
    if (isRunning(entry)) this.cancel(entry, reason);
    else if (entry.end === undefined && !entry.owned) this.end(entry, 'unclaimed');
  }

  /** A write began or ended: `read` entries of earlier epochs can never be claimed again. */
  moveEpoch(): void {
    this.epoch += 1;
    for (const entry of this.outcomeEntries) {
      if (entry.policy.effect === 'read' && entry.epoch !== this.epoch) this.discard(entry, 'stale');
    }
  }

  /** Resolves when nothing runs any more, or when the timer fires. */
  async quiesce(timer: Timer): Promise<void> {
    const running = [...this.all()].filter(isRunning).map((entry) => entry.settled);
    if (running.length > 0) await Promise.race([Promise.all(running), timer.fired]);
    timer.cancel();
  }

  /** Ends everything that is still open. Called once, when the run ends or continues as new. */
  closeAll(reason: string): void {
    for (const entry of [...this.all()]) {
      entry.owned = entry.owned && entry.end !== undefined;
      this.discard(entry, reason);
    }
  }

  /** What was cancelled since the last call, for the history. */
  takeNotes(): string[] {
    const notes = this.notes;
    this.notes = [];
    return notes;
  }

  /** Finished, unclaimed outcomes: what continue-as-new takes along. They leave this memo without an end. */
  carryOut(): CarriedEntry[] {
    const carried: CarriedEntry[] = [];
    for (const entry of [...this.outcomeEntries]) {
      if (entry.value === undefined || (entry.end !== undefined && entry.policy.effect !== 'pure')) continue;
      carried.push(carriedOutcome(entry, entry.value));
      this.outcomeEntries.delete(entry);
    }
    return carried;
  }

  carryIn(carried: CarriedEntry[], policyOf: (tool: string) => ToolPolicy | undefined): void {
    for (const one of carried) {
      const policy = policyOf(one.tool);
      if (policy) this.outcomeEntries.add(resumedOutcome(one, policy, (this.counter += 1)));
    }
  }

  /** Finished, unclaimed decisions ahead, which leave this memo without an end. */
  carryOutDecisions(): CarriedDecision[] {
    const carried: CarriedDecision[] = [];
    for (const entry of [...this.decisionEntries.values()]) {
      if (entry.value === undefined || entry.end !== undefined) continue;
      carried.push(carriedDecision(entry, entry.value));
      // The draft still knows it: owned, it is not the draft's to give up.
      this.own(entry);
      this.decisionEntries.delete(entry.key);
    }
    return carried;
  }

  carryInDecisions(carried: CarriedDecision[]): void {
    for (const one of carried)
      this.decisionEntries.set(one.transcriptId, resumedDecision(one, (this.counter += 1)));
  }

  private *all(): Iterable<Entry> {
    yield* this.outcomeEntries;
    yield* this.decisionEntries.values();
  }

  private label(entry: Entry): string {
    return entry.kind === 'outcome' ? describeCall(entry.call) : `decide ahead, step ${entry.step}`;
  }

  private settle<T>(entry: Entry, end: FlightEnd<T>): FlightEnd<T> {
    bookWork(this.accounts, entry, end);
    if (end.status === 'failed' && end.code === LOST) this.accounts.lostAttempts += 1;
    if (end.status === 'succeeded' && entry.end === undefined && this.isUsable(end.value)) {
      entry.value = end.value as Entry['value'];
    } else if (entry.end === undefined) {
      this.end(entry, 'failed');
      end = end.status === 'succeeded' ? { status: 'failed', code: 'outcome_not_ok' } : end;
    }
    this.onSettled(entry);
    return end;
  }

  /** Rule 3: a pre-execution that came back with an error is no success. Decisions are usable when they parse. */
  private isUsable(value: unknown): boolean {
    return !(typeof value === 'object' && value !== null && 'ok' in value && value.ok === false);
  }

  private end(entry: Entry, end: EntryEnd): void {
    if (entry.end !== undefined) return;
    const account: EntryAccount = this.accounts[entry.kind === 'outcome' ? 'outcomes' : 'decisions'];
    entry.end = end;
    account[end] += 1;
    account.running -= 1;
    const served = end === 'claimed' || end === 'joined';
    if (!served) bookWaste(this.accounts, entry, this.settings.nowMs());
    else if (entry.kind === 'outcome' && entry.predictor !== undefined)
      this.evidence?.claimed(entry.predictor, entry.call.tool);
    if (!(served && entry.kind === 'outcome' && entry.policy.effect === 'pure')) this.forget(entry);
  }

  /** Drops an entry from the tables; an open one ends `unclaimed`. */
  private forget(entry: Entry): void {
    if (entry.end === undefined) this.end(entry, 'unclaimed');
    if (entry.kind === 'outcome') this.outcomeEntries.delete(entry);
    else this.decisionEntries.delete(entry.key);
  }
}
