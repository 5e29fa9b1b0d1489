import type { RunInput, RunSpending, StepNote, StepRecord } from '../../contracts/run';
import { policyOf } from '../policy-of';
import type { ServedDecision } from '../speculation/decision-table';
import type { Memo } from '../speculation/memo';
import type { ServedOutcome } from '../speculation/outcome-table';
import { turnWrites } from '../turn-writes';
import { addDecision } from '../gate/decision-tokens';
import { compactSteps } from './compact-steps';
import { measureStep } from './measure-step';
import { stepRecord } from './step-record';

/** How many steps come between two looks at the records' size. */
const COMPACT_EVERY = 20;

/** A step that has ended: its decision, and what came of it. */
export interface EndedStep {
  step: number;
  served: ServedDecision;
  outcomes?: ServedOutcome[];
  outcomesWaitedSeconds?: number;
  /** Only where the actor spoke to its user. */
  userSeconds?: number;
}

/** The steps of a run and what they have spent. */
export class StepLog {
  steps: StepRecord[];
  readonly spent: RunSpending;

  /** `tell` is given what people are told about each step. */
  constructor(
    private readonly input: RunInput,
    private readonly memo: Memo,
    private readonly tell: (note: StepNote) => void,
  ) {
    const { carried } = input;
    this.steps = carried?.steps ?? [];
    this.spent = { ...(carried?.spent ?? { tokens: 0, costUsd: 0 }) };
  }

  /** Books a step that has ended: its record, what it spent and hid, how long its work took. */
  record({ step, served, outcomes = [], outcomesWaitedSeconds = 0, userSeconds }: EndedStep): void {
    const { memo, input, spent } = this;
    const { calls, usage } = served.decision;
    spent.tokens += usage.promptTokens + usage.completionTokens;
    spent.costUsd += usage.costUsd;
    spent.decisions = addDecision(spent.decisions, usage, this.steps.at(-1)?.kind === 'calls');
    for (const { outcome } of outcomes) spent.costUsd += outcome.costUsd ?? 0;
    if (memo.evidence) measureStep(memo.evidence, input.actor, served, outcomes);
    const inOrder = turnWrites(calls, (tool) => policyOf(input.policy, tool));
    const record = stepRecord({ step, served, outcomes, inOrder, outcomesWaitedSeconds, userSeconds });
    memo.accounts.hiddenSeconds += record.hiddenSeconds;
    this.steps.push(record);
    if (this.steps.length % COMPACT_EVERY === 0) this.steps = compactSteps(this.steps);
    const refused = memo.takeRefusals();
    const cancelled = memo.takeNotes();
    this.tell({ step: record, cancelled, ...(refused.length > 0 ? { refused } : {}) });
  }
}
