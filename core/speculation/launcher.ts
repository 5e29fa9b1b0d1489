import type { Call } from '../../contracts/call';
import type { SpeculationSettings } from '../../contracts/run';
import type { GuessSource, RefusalReason } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { DraftNode } from './draft-node';
import type { OutcomeEntry } from './entry';
import { isClaimable } from './match';
import type { Memo } from './memo';
import type { Ports } from './ports';

/** Carries out launches and refusals: the hard limits that hold whatever a predictor or a gate says. */
export class Launcher {
  private spentUsd = 0;
  private launches = 0;

  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly settings: SpeculationSettings,
    private readonly policyOf: (tool: string) => ToolPolicy | undefined,
  ) {}

  /** What is left of the run's budget. */
  budget(): { launches: number; costUsd: number } {
    return {
      launches: Math.max(0, this.settings.maxLaunches - this.launches),
      costUsd: Math.max(0, this.settings.maxCostUsd - this.spentUsd),
    };
  }

  /** Takes over what a run had spent before it continued as new. */
  resume(spent: { launches: number; costUsd: number }): void {
    this.launches = spent.launches;
    this.spentUsd = spent.costUsd;
  }

  spend(costUsd: number): void {
    this.spentUsd += costUsd;
  }

  /** Whether one more decision may be requested ahead. */
  allowsDecision(): boolean {
    const { launches, costUsd } = this.budget();
    const free = this.memo.running < this.settings.maxConcurrent;
    return launches > 0 && costUsd > 0 && free && this.settings.strategy !== 'none' && this.memo.makeRoom();
  }

  countDecision(): void {
    this.launches += 1;
  }

  isReadOnly(tool: string): boolean {
    const effect = this.policyOf(tool)?.effect;
    return effect === 'pure' || effect === 'read';
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
    const refused = this.refusal(policy);
    if (!policy || refused) return { refused: refused ?? 'unknown_tool' };
    const flight = this.ports.runToolAhead(call, {
      step: input.node.step,
      index: input.index,
      transcript: input.node.transcript,
      observed: input.source === 'observed',
    });
    this.launches += 1;
    this.spentUsd += policy.priceUsd;
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

  private refusal(policy: ToolPolicy | undefined): RefusalReason | undefined {
    if (!policy) return 'unknown_tool';
    if (policy.effect === 'write') return 'not_read_only';
    if (this.settings.strategy === 'none') return 'shadow';
    const budget = this.budget();
    if (budget.launches <= 0) return 'budget_launches';
    if (budget.costUsd < policy.priceUsd || budget.costUsd <= 0) return 'budget_cost';
    if (this.memo.running >= this.settings.maxConcurrent) return 'concurrency';
    return this.memo.makeRoom() ? undefined : 'memo_full';
  }
}
