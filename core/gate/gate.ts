import type { Call } from '../../contracts/call';
import type { GuessSource, Verdict } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';

/** One predicted call as a gate sees it. */
export interface GateQuestion {
  call: Call;
  /** Of the candidate turn that the call belongs to. */
  probability: number;
  source: GuessSource;
  policy: ToolPolicy;
  /** What the run may still spend ahead. */
  budget: { launches: number; costUsd: number };
}

/** Decides, where predictions are made, which calls are worth executing ahead; the workflow enforces hard limits only. */
export interface Gate {
  name: string;
  /** Verdicts for the questions, in their order, which is that of falling probability. */
  admit(questions: GateQuestion[]): Verdict[];
}
