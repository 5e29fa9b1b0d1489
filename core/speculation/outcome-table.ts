import type { DecidedCall } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import type { Outcome } from '../../contracts/outcome';
import type { Via } from '../../contracts/run';
import type { GuessSource, Strategy } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { OutcomeEntry } from './entry';
import { turnWrites } from '../turn-writes';
import { joinOrOvertake } from './join';
import { never, notStarted, type Live } from './live';
import { findOutcome } from './match';
import type { Memo } from './memo';
import type { Ports, RealFlight } from './ports';
import { predictorAccount } from './predictor-account';

export interface ServedOutcome {
  outcome: Pick<Outcome, 'ok' | 'textHash'> & Partial<Outcome>;
  via: Via;
  source?: GuessSource;
  lossy: boolean;
  waitedSeconds: number;
}

export interface OutcomeTableSettings {
  strategy: Strategy;
  jaccardThreshold: number;
  aheadStartMs: number;
  policyOf(tool: string): ToolPolicy | undefined;
  /** The draft rests from the start of a write to its end. */
  onWrite(phase: 'start' | 'end'): void;
  /** Told what to do when the run is interrupted: cancel a real call, let go of a joined one. */
  whenInterrupted(undo: () => void): void;
}

/** Where in the run a call stands, and whether the run still waits for it. */
interface Place {
  step: number;
  index: number;
  live: Live;
  /** Keys of the turn's calls. */
  turn: ReadonlySet<string>;
}

/** Where the agent loop gets outcomes: from the memo by canonical key, else by a real call. */
export class OutcomeTable {
  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly settings: OutcomeTableSettings,
  ) {}

  /**
   * Outcomes of a turn: read-only calls at the same time; as soon as one writes, all in their order. Fills `served` at
   * the calls' positions as they come; once the run is interrupted, no further call is started.
   */
  async getAll(
    decision: Decision,
    step: number,
    { served, live }: { served: ServedOutcome[]; live: Live },
  ): Promise<ServedOutcome[]> {
    const turn = new Set(decision.calls.map(({ key }) => key));
    const serve = async (call: DecidedCall, index: number): Promise<void> => {
      served[index] = await this.get(call, { step, index, live, turn });
    };
    if (!turnWrites(decision.calls, this.settings.policyOf)) await Promise.all(decision.calls.map(serve));
    else {
      for (const [index, call] of decision.calls.entries()) {
        if (!live()) break;
        await serve(call, index);
        // Only now: who is waiting for the end of a write must find its outcome.
        this.settings.onWrite('end');
      }
    }
    return served;
  }

  private effectOf(call: DecidedCall): ToolPolicy['effect'] {
    return this.settings.policyOf(call.tool)?.effect ?? 'write';
  }

  private async get(call: DecidedCall, place: Place): Promise<ServedOutcome> {
    this.memo.accounts.calls += 1;
    if (call.problem) {
      const { outcomeHash, code, message } = call.problem;
      const outcome = { ok: false as const, textHash: outcomeHash, code, preview: message };
      return { outcome, via: 'refused', lossy: false, waitedSeconds: 0 };
    }
    const startedAtMs = this.ports.nowMs();
    const served =
      this.effectOf(call) === 'write' ? await this.write(call, place) : await this.read(call, place);
    return { ...served, waitedSeconds: (this.ports.nowMs() - startedAtMs) / 1000 };
  }

  private async write(call: DecidedCall, place: Place): Promise<Omit<ServedOutcome, 'waitedSeconds'>> {
    this.settings.onWrite('start');
    this.memo.moveEpoch();
    const outcome = await this.startReal(call, place).result;
    this.memo.moveEpoch();
    return { outcome, via: 'real', lossy: false };
  }

  private async read(call: DecidedCall, place: Place): Promise<Omit<ServedOutcome, 'waitedSeconds'>> {
    this.memo.accounts.eligibleCalls += 1;
    const found = findOutcome(this.memo.outcomes(), call, {
      epoch: this.memo.epoch,
      nowMs: this.ports.nowMs(),
      strategy: this.settings.strategy,
      jaccardThreshold: this.settings.jaccardThreshold,
      turn: place.turn,
    });
    if (!found) return { outcome: await this.startReal(call, place).result, via: 'real', lossy: false };
    const { entry, lossy } = found;
    if (entry.value) return this.take(entry, entry.value, 'claimed', lossy);
    this.memo.own(entry);
    this.settings.whenInterrupted(() => (entry.owned = entry.end !== undefined));
    const { how, value } = await joinOrOvertake<Outcome>({
      entry,
      nowMs: this.ports.nowMs(),
      aheadStartMs: this.settings.aheadStartMs,
      boundMs: entry.policy.p95Ms,
      timer: (ms) => this.ports.timer(ms),
      startReal: () => this.startReal(call, place),
    });
    if (!place.live()) return never();
    if (how === 'joined') return this.take(entry, value, 'joined', lossy);
    if (how === 'overtaken') this.memo.book(entry, 'overtaken');
    return { outcome: value, via: how, source: entry.source, lossy: false };
  }

  /** Books one use of a finished entry; a `pure` one that has served before is reused, which is no further hit. */
  private take(entry: OutcomeEntry, outcome: Outcome, via: 'claimed' | 'joined', lossy: boolean) {
    const { accounts } = this.memo;
    if (entry.end !== undefined) {
      accounts.reused += 1;
      return { outcome, via: 'reused' as const, source: entry.source, lossy };
    }
    if (lossy) accounts.lossyHits += 1;
    else if (entry.source === 'observed') accounts.observedHits += 1;
    else {
      accounts.hits += 1;
      const own = predictorAccount(accounts, entry.source);
      if (own) own.hits += 1;
    }
    this.memo.book(entry, via);
    return { outcome, via, source: entry.source, lossy };
  }

  private startReal(call: DecidedCall, { step, index, live }: Place): RealFlight<Outcome> {
    if (!live()) return notStarted();
    const flight = this.ports.runTool(call, { step, index });
    this.settings.whenInterrupted(flight.cancel);
    const { tools } = this.memo.accounts;
    const result = flight.result.then(
      (outcome) => {
        tools.executions += 1;
        tools.seconds += outcome.seconds;
        tools.costUsd += outcome.costUsd;
        return outcome;
      },
      (error: unknown) => {
        const spent = flight.spentOf?.(error);
        if (spent) tools.executions += 1;
        tools.seconds += spent?.seconds ?? 0;
        throw error;
      },
    );
    result.catch(() => undefined);
    return { result, cancel: flight.cancel };
  }
}
