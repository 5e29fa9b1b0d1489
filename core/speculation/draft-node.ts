import type { Call } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import type { AheadVerdict, Candidate, Prediction, RefusalReason } from '../../contracts/speculation';
import type { Transcript } from '../transcript';
import { hasValue, isRunning, type DecisionEntry, type OutcomeEntry } from './entry';
import type { Flight } from './ports';

/** The turn that carries the chain on from a node, and the entries that hold its outcomes. */
export interface ChainTurn {
  calls: Call[];
  entries: OutcomeEntry[];
  /** The finished decision ahead that the turn comes from; absent where it is a predictor's guess. */
  decision?: Decision;
  /** Probability that the run gets behind it, by the gate; absent where none counted. */
  reach?: number;
  /** What the gate says to a decision ahead behind it; absent where none was asked. */
  ahead?: AheadVerdict;
}

/** One transcript of the draft's chain and what was guessed about its next turn. */
export interface DraftNode {
  readonly transcript: Transcript;
  /** Number of the decision that answers the transcript. */
  readonly step: number;
  /** Off the chain: whatever still comes back for it is too late. */
  dead: boolean;
  /** The node's decision is known, from the actor or from a decision ahead. */
  decided: boolean;
  prediction?: Flight<Prediction>;
  /** A prediction was asked for and is not here yet. */
  predicting: boolean;
  /** Place in the run's order of the predictor to ask next; absent where nobody is to be asked any more. */
  stage?: number;
  /** Of all predictors that have answered; a turn that two of them guessed is one candidate. */
  candidates: Candidate[];
  /** Pre-executions launched for this node. */
  entries: OutcomeEntry[];
  ahead?: DecisionEntry;
  turn?: ChainTurn;
  child?: DraftNode;
  /** Probability that the run gets here; 1 at the head. */
  reach: number;
  /** What the gate says to asking the actor about this node ahead; absent where nothing was said. */
  mayAsk?: AheadVerdict;
  /** Why it was not asked ahead, where that was told. */
  refusedAhead?: RefusalReason;
  /** When its decision was asked for, ahead or for real. */
  askedAtMs?: number;
}

export function draftNode(
  transcript: Transcript,
  step: number,
  from: Pick<DraftNode, 'reach' | 'mayAsk'> = { reach: 1 },
): DraftNode {
  return {
    transcript,
    step,
    dead: false,
    decided: false,
    predicting: false,
    stage: 0,
    candidates: [],
    entries: [],
    ...from,
  };
}

/** The chain from a node to its end. */
export function* chainFrom(node: DraftNode | undefined): Iterable<DraftNode> {
  for (let current = node; current; current = current.child) yield current;
}

/** Whether two turns ask for the same calls in the same order. */
export function sameCalls(left: Pick<Call, 'key'>[], right: Pick<Call, 'key'>[]): boolean {
  return left.length === right.length && left.every((call, index) => call.key === right[index]?.key);
}

/** Running pre-executions that a decision has no use for: other calls, and more of one call than it asks for. */
export function superfluous(entries: OutcomeEntry[], decision: Pick<Decision, 'calls'>): OutcomeEntry[] {
  const open = decision.calls.map((call) => call.key);
  const isWanted = ({ key }: OutcomeEntry): boolean => {
    const at = open.indexOf(key);
    if (at >= 0) open.splice(at, 1);
    return at >= 0;
  };
  // What is finished is claimed first.
  for (const entry of entries) if (hasValue(entry) && !entry.owned) isWanted(entry);
  return entries.filter((entry) => isRunning(entry) && !isWanted(entry));
}
