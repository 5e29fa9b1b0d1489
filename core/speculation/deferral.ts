import type { Candidate, Verdict } from '../../contracts/speculation';
import type { ChainTurn, DraftNode } from './draft-node';
import { chainFrom } from './draft-node';
import type { OutcomeEntry } from './entry';

/** Refused only because the run may not get there. */
export const isDeferred = (verdict: Verdict): boolean => !verdict.admit && verdict.whenReached === true;

/** A candidate whose deferred calls are admitted now. */
export const admitted = (candidate: Candidate): Candidate => ({
  ...candidate,
  calls: candidate.calls.map((call) =>
    isDeferred(call.verdict) ? { ...call, verdict: { admit: true as const } } : call,
  ),
});

/** The turn that a candidate makes of a node, with what the gate said of the way behind it. */
export const turnOf = ({ calls, q, ahead }: Candidate, entries: OutcomeEntry[]): ChainTurn => ({
  calls,
  entries,
  ...(q === undefined ? {} : { reach: q }),
  ...(ahead === undefined ? {} : { ahead }),
});

/** The run gets to a node of the chain: what was unlikely because of the way there is so no more. */
export function arriveAt(node: DraftNode): void {
  const { reach } = node;
  const again = (value: number): number => (reach > 0 ? Math.min(1, value / reach) : 1);
  for (const later of chainFrom(node)) {
    later.reach = again(later.reach);
    if (later.turn?.reach !== undefined) later.turn.reach = again(later.turn.reach);
  }
}

/** Where a node stands that grows behind another: what the actor has decided itself is no less likely than before. */
export const behind = (node: DraftNode, turn: ChainTurn): Pick<DraftNode, 'reach' | 'mayAsk'> =>
  turn.decision
    ? { reach: node.reach, ...(node.mayAsk ? { mayAsk: node.mayAsk } : {}) }
    : { reach: turn.reach ?? node.reach, ...(turn.ahead ? { mayAsk: turn.ahead } : {}) };
