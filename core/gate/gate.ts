import type { Call } from '../../contracts/call';
import type { BudgetLeft, GateInput } from '../../contracts/gate';
import type { AheadVerdict, Candidate, RefusalReason, Verdict } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';

/** One predicted call as a gate sees it. */
export interface GateCall extends Call {
  policy?: ToolPolicy;
  /** That the turn makes this call, alone or beside others; where nobody told it apart, the turn's own. */
  probability?: number;
  /** Why it cannot be executed ahead at all, whatever it is worth. */
  refused?: RefusalReason;
}

/** One guess at the whole next turn as a gate sees it. */
export interface GateTurn extends Pick<Candidate, 'turn' | 'probability'> {
  calls: GateCall[];
  /** Name and version of who guessed it. */
  predictor: string;
}

/** What a gate says to one guess. */
export interface TurnVerdict {
  calls: Verdict[];
  /** Calibrated probability of the turn; absent where the gate does not count. */
  q?: number;
  ahead?: AheadVerdict;
}

/** Dollars of a decision ahead behind the best guess; zeros where the model has no price. */
export interface DecisionPrice {
  /** The most that it can cost. */
  reserveUsd: number;
  /** What its prompt is likely to, and its whole answer. */
  sentUsd: number;
  writtenUsd: number;
}

/** What a gate is asked: guesses best first, and what the run may still spend. */
export interface GateQuestion {
  turns: GateTurn[];
  budget: BudgetLeft;
  input: Pick<GateInput, 'reach' | 'elapsedSeconds' | 'ahead' | 'silentShare'>;
  decision: DecisionPrice;
}

/** Decides, where predictions are made, what is worth executing ahead; the workflow enforces hard limits only. */
export interface Gate {
  name: string;
  /** A verdict for each turn, in their order. */
  judge(question: GateQuestion): TurnVerdict[];
}
