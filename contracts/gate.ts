import { z } from 'zod';

/** What may be done with predicted calls of a tool: nothing, judge them without executing any, or execute them. */
export const ToolMode = z.enum(['off', 'shadow', 'live']);
export type ToolMode = z.infer<typeof ToolMode>;

/** `threshold` admits by probability alone, `value` by expected dollars (docs/gate.md). */
export const GateRule = z.enum(['threshold', 'value']);
export type GateRule = z.infer<typeof GateRule>;

/** How a run's predictions are judged; pinned in its input. Absent in old runs: the threshold, every tool live. */
export interface GateSettings {
  rule: GateRule;
  /** What a second of the run's wall time is worth. */
  lambdaUsdPerSecond: number;
  /** What a second of work costs that has no price of its own: wasted executions, decisions of unpriced models. */
  executionUsdPerSecond: number;
  /** What it costs that a guess nobody needed was told to a third party (egress `query` and `url`). */
  disclosureUsd: number;
  /** Seconds by which one launch delays real work; 0 where the pools share nothing. */
  queueingSeconds: number;
  /** Mode of tools that `modes` does not name. */
  defaultMode: ToolMode;
  modes: Record<string, ToolMode>;
}

/** What the gate counted with, rounded: enough to explain a verdict from history alone. */
export interface GateValue {
  /** Calibrated probability, cautious where data are few; of the whole chain up to here. */
  q: number;
  /** Mean of the seconds that are left until the result is needed. */
  windowSeconds: number;
  /** Expected seconds that a right guess takes off the critical path: `E[min(work, window)]`. */
  savedSeconds: number;
  /** Dollars that a wrong guess costs: execution and disclosure, or an actor's tokens. */
  riskUsd: number;
  /** Expected value in dollars. */
  evUsd: number;
}

/** Launches and dollars that speculation may still use, or has used. */
export interface SpeculationBudget {
  launches: number;
  costUsd: number;
}

/** What a run may still launch. */
export interface BudgetLeft extends SpeculationBudget {
  /** What its own limits would still allow; only where a batch's grant is another limit. */
  own?: SpeculationBudget;
}

/** Tokens of the decisions that a run used, from which follows what the next one is likely to cost. */
export interface DecisionTokens {
  count: number;
  /** What they wrote, all together. */
  written: number;
  /** Those that came directly behind a turn of calls, and what of their prompts their provider had not kept. */
  behindCalls: number;
  fresh: number;
}

/** What the workflow tells the gate of one prediction's place in its run; measured by the run itself. */
export interface GateInput {
  settings: GateSettings;
  /** Probability that the run gets to this transcript; 1 where it stands there. */
  reach: number;
  /** Seconds since the decision that is guessed was asked for. */
  elapsedSeconds: number;
  /** A decision may be asked ahead of a right guess: the lookahead reaches that far. */
  ahead: boolean;
  /** The most that this prediction itself may cost, in dollars. */
  allowanceUsd: number;
  /** Tokens of the run's decisions so far; absent in runs of earlier versions. */
  decisions?: DecisionTokens;
  /** Share of the run's turns with calls beside which the actor wrote nothing: elsewhere no decision ahead is claimed. */
  silentShare: number;
}
