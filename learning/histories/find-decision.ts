import type { DecideInput } from '../../contracts/activities';
import type { Decision } from '../../contracts/decision';
import type { StepRecord } from '../../contracts/run';
import type { Hash } from '../../contracts/transcript';
import type { Finding } from './finding';
import { isDecide, type DecideActivity, type RunHistory } from './run-history';
import type { ChainNode } from './transcript-nodes';

/** The decision that answered a transcript, and the activity that made it. */
export interface FoundDecision {
  decision: Decision;
  input: DecideInput;
  activity: DecideActivity;
}

/**
 * The decision on a transcript that the run used: one ahead where the result says that it was claimed or joined, else
 * the real one; without a result the one that fits what follows. A claim of a decision that nobody made on this very
 * transcript is a finding.
 */
export function findDecision(input: {
  history: RunHistory;
  at: Hash;
  /** Number of the decision, unless it is the last one without tools, which has its own. */
  step: number;
  mode: 'normal' | 'last';
  records: ReadonlyMap<number, StepRecord>;
  next: ChainNode | undefined;
  findings: Finding[];
}): FoundDecision | undefined {
  const { at, step, mode, findings } = input;
  const candidates = input.history.activities
    .filter(isDecide)
    .filter(({ input: asked }) => asked.transcript.id === at && asked.mode === mode)
    .filter(({ input: asked }) => mode === 'last' || asked.step === step)
    .flatMap((activity): FoundDecision[] =>
      activity.result ? [{ decision: activity.result, input: activity.input, activity }] : [],
    );
  const [first] = candidates;
  if (!first) return undefined;
  const record = input.records.get(first.input.step);
  if (!record) return candidates.find((found) => fits(found.decision, input.next)) ?? first;
  const ahead = record.decidedBy === 'claimed' || record.decidedBy === 'joined';
  const claimed = candidates.find((found) => found.input.ahead === ahead);
  if (claimed) return claimed;
  const what = ahead ? 'no decision ahead on this transcript was made' : 'no real decision on it was made';
  findings.push({
    kind: ahead ? 'claim_forged' : 'decision_missing',
    step: first.input.step,
    message: `step ${first.input.step}: the result says that its decision was ${record.decidedBy}, but ${what}`,
  });
  return first;
}

/** Whether what follows can be this decision's: the same calls by name. */
function fits(decision: Decision, next: ChainNode | undefined): boolean {
  const said = next?.node.messages[0];
  const calls = said?.role === 'assistant' ? said.calls.map(({ tool }) => tool) : [];
  return (
    decision.calls.length === calls.length && decision.calls.every(({ tool }, index) => tool === calls[index])
  );
}
