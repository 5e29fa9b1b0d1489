import type { Call } from '../../contracts/call';
import type { BudgetLeft, SpeculationBudget } from '../../contracts/gate';
import type { SpeculationSettings } from '../../contracts/run';
import type { GuessSource, RefusalReason } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { overBudget } from '../budget/over-budget';
import { PREDICTION_SHARE } from '../budget/prediction-share';
import { Purse, type Reservation } from '../budget/purse';
import { modeOf } from '../gate/modes';
import type { DraftNode } from './draft-node';
import type { OutcomeEntry } from './entry';
import { isClaimable } from './match';
import type { Memo } from './memo';
import { hasBegun, type Flight, type FlightEnd, type Ports } from './ports';

const UNSPENT: SpeculationBudget = { launches: 0, costUsd: 0 };

/** Carries out launches and refusals: the hard limits that hold whatever a predictor or a gate says. */
export class Launcher {
  /** What the run may use in all: its own limits, and a batch's grant where that is less. */
  private readonly limits: BudgetLeft;
  private readonly purse: Purse;

  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly settings: SpeculationSettings,
    private readonly policyOf: (tool: string) => ToolPolicy | undefined,
  ) {
    const { maxLaunches, maxCostUsd, grant } = settings;
    const own = { launches: maxLaunches, costUsd: maxCostUsd };
    this.limits = grant
      ? {
          launches: Math.min(maxLaunches, grant.launches),
          costUsd: Math.min(maxCostUsd, grant.costUsd),
          own,
        }
      : own;
    this.purse = new Purse(this.limits);
  }

  /** What is left of the run's budget. */
  budget(): BudgetLeft {
    const { own } = this.limits;
    return { ...this.purse.left(), ...(own ? { own: leftOf(own, this.used()) } : {}) };
  }

  /** What the run has used of it, work under way included. */
  used(): SpeculationBudget {
    return this.purse.used();
  }

  /** Takes over what a run had spent before it continued as new. */
  resume(used: SpeculationBudget = UNSPENT): void {
    this.purse.resume(used);
  }

  /** Books what a prediction cost, in runs that set nothing aside for it. */
  spend(costUsd: number): void {
    this.purse.spend(costUsd);
  }

  /**
   * Sets dollars aside for a prediction: a share of what is left. Runs of earlier versions, which pin no gate, set nothing
   * aside.
   */
  reservePrediction(): { allowanceUsd: number; reservation: Reservation } {
    const allowanceUsd = this.budget().costUsd * PREDICTION_SHARE;
    return { allowanceUsd, reservation: this.purse.reserve(allowanceUsd) };
  }

  /** Why no decision may be requested ahead that costs so much at most, if none may. */
  refusesDecision(reserveUsd: number): RefusalReason | undefined {
    if (this.settings.strategy === 'none') return 'shadow';
    return this.overBudget(reserveUsd) ?? this.overLimits();
  }

  /** Takes a decision ahead out of the budget until its flight has ended. */
  payDecision(flight: Flight<{ usage: { costUsd: number } }>, reserveUsd: number): void {
    this.purse.countLaunch();
    this.pay(flight, reserveUsd, (value) => value.usage.costUsd);
  }

  isReadOnly(tool: string): boolean {
    const effect = this.policyOf(tool)?.effect;
    return effect === 'pure' || effect === 'read';
  }

  /** Whether calls of a tool may be executed ahead at all. */
  isLive(tool: string): boolean {
    return modeOf(this.settings.gate, tool) === 'live';
  }

  /** An entry that could serve this call, among those not yet spoken for by another call of the same turn. */
  existing(call: Call, taken: OutcomeEntry[]): OutcomeEntry | undefined {
    const at = { epoch: this.memo.epoch, nowMs: this.ports.nowMs() };
    for (const entry of this.memo.outcomes()) {
      if (entry.key !== call.key || !isClaimable(entry, at)) continue;
      if (entry.policy.effect === 'pure' || !taken.includes(entry)) return entry;
    }
    return undefined;
  }

  /** Launches a pre-execution for a node, or says why not. */
  launch(
    call: Call,
    input: { node: DraftNode; index: number; source: GuessSource },
  ): { entry: OutcomeEntry } | { refused: RefusalReason } {
    const policy = this.policyOf(call.tool);
    const refused = this.refusal(call.tool, policy);
    if (!policy || refused) return { refused: refused ?? 'unknown_tool' };
    const flight = this.ports.runToolAhead(call, {
      step: input.node.step,
      index: input.index,
      transcript: input.node.transcript,
      observed: input.source === 'observed',
    });
    this.purse.countLaunch();
    if (this.settings.gate) this.pay(flight, policy.priceUsd, (outcome) => outcome.costUsd);
    else this.purse.spend(policy.priceUsd);
    const entry = this.memo.launchOutcome({
      call,
      policy,
      source: input.source,
      step: input.node.step,
      flight,
    });
    input.node.entries.push(entry);
    return { entry };
  }

  private pay<T>(flight: Flight<T>, reserveUsd: number, costOf: (value: T) => number): void {
    const reservation = this.purse.reserve(reserveUsd);
    void flight.result.then((end) => reservation.settle(costOfEnd(end, costOf)));
  }

  private refusal(tool: string, policy: ToolPolicy | undefined): RefusalReason | undefined {
    if (!policy) return 'unknown_tool';
    if (policy.effect === 'write') return 'not_read_only';
    if (this.settings.strategy === 'none') return 'shadow';
    if (!this.isLive(tool))
      return modeOf(this.settings.gate, tool) === 'off' ? 'tool_mode_off' : 'tool_mode_shadow';
    return this.overBudget(policy.priceUsd) ?? this.overLimits();
  }

  private overBudget(priceUsd: number): RefusalReason | undefined {
    return overBudget({ budget: this.limits, used: this.used(), priceUsd });
  }

  private overLimits(): RefusalReason | undefined {
    if (this.memo.running >= this.settings.maxConcurrent) return 'concurrency';
    return this.memo.makeRoom() ? undefined : 'memo_full';
  }
}

const leftOf = (limit: SpeculationBudget, used: SpeculationBudget): SpeculationBudget => ({
  launches: Math.max(0, limit.launches - used.launches),
  costUsd: Math.max(0, limit.costUsd - used.costUsd),
});

/** What ended work has cost, as far as it tells: nothing where nobody had begun it. */
export function costOfEnd<T>(end: FlightEnd<T>, costOf: (value: T) => number): number | undefined {
  if (end.status === 'succeeded') return costOf(end.value);
  return end.usage ? end.usage.costUsd : hasBegun(end) ? undefined : 0;
}
