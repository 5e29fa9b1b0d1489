import type { BatchInput, BatchLedger, PlannedRun } from '../../contracts/batch';
import type { SpeculationBudget } from '../../contracts/gate';
import { grantTo, openLedger, settle } from '../../core/budget/ledger';

/** The batch's budget for speculation, of which each run that speculates is granted a part. */
export class Grants {
  /** Absent where the batch has no budget. */
  private ledger: BatchLedger | undefined;

  constructor(private readonly input: BatchInput) {
    const { budget, carried } = input;
    this.ledger = carried?.ledger ?? (budget && openLedger(budget.total, budget.runs));
  }

  /** What a run may use; taken out of the budget from here on. */
  grant(plan: PlannedRun): SpeculationBudget | undefined {
    if (!this.ledger || plan.arm === 'baseline') return undefined;
    const { maxLaunches, maxCostUsd } = this.input.template.speculation;
    const most = { launches: maxLaunches, costUsd: maxCostUsd };
    const { ledger, grant } = grantTo(this.ledger, plan.workflowId, most);
    this.ledger = ledger;
    return grant;
  }

  /** The run has ended and used so much; all of its grant where it could not tell. */
  settle(workflowId: string, used: SpeculationBudget | undefined): void {
    if (this.ledger) this.ledger = settle(this.ledger, workflowId, used);
  }

  /** For progress and outcome. */
  told(): { speculation?: BatchLedger } {
    return this.ledger ? { speculation: this.ledger } : {};
  }

  /** For the next part of the batch. */
  carried(): { ledger?: BatchLedger } {
    return this.ledger ? { ledger: this.ledger } : {};
  }
}
