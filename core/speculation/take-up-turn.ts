import type { Candidate, RefusalReason } from '../../contracts/speculation';
import type { DraftNode } from './draft-node';
import type { OutcomeEntry } from './entry';
import type { Launcher } from './launcher';
import type { Memo } from './memo';

/**
 * Launches what is admitted of a guessed turn and books a reason for each call that is not. Returns the entries of all
 * its calls, in order, or undefined where one has none: only a whole turn can carry the chain on.
 */
export function takeUpTurn(input: {
  candidate: Candidate;
  node: DraftNode;
  /** Entries that earlier turns of the chain will claim. */
  spokenFor: OutcomeEntry[];
  /** Why nothing of the turn may be launched, where that is so. */
  blocked?: RefusalReason;
  memo: Memo;
  launcher: Launcher;
}): OutcomeEntry[] | undefined {
  const { candidate, node, launcher, memo } = input;
  memo.predicted(candidate.source, candidate.calls.length);
  const taken: OutcomeEntry[] = [];
  let { blocked } = input;
  for (const index of candidate.calls.keys()) {
    const result = blocked ? { refused: blocked } : takeUpCall(input, index, taken);
    if ('refused' in result) {
      memo.refuse(result.refused);
      const { verdict, key } = candidate.calls[index] ?? {};
      if (verdict?.admit) memo.noteRefusal({ step: node.step, what: 'call', key, reason: result.refused });
    }
    if ('entry' in result) taken.push(result.entry);
    else if (!launcher.isReadOnly(candidate.calls[index]?.tool ?? '')) blocked ??= 'after_write';
  }
  return candidate.calls.length > 0 && taken.length === candidate.calls.length ? taken : undefined;
}

/** What becomes of one call: a new entry, an entry that is there already (which counts as refused), or a refusal. */
function takeUpCall(
  { candidate, node, spokenFor, launcher, memo }: Parameters<typeof takeUpTurn>[0],
  index: number,
  taken: OutcomeEntry[],
): { entry: OutcomeEntry } | { refused: RefusalReason } {
  const call = candidate.calls[index];
  if (!call) throw new RangeError(`takeUpCall: the turn has no call ${index}`);
  if (!call.verdict.admit) return { refused: call.verdict.reason };
  if (candidate.source !== 'ahead' && hasFailed(node, call.key)) return { refused: 'duplicate' };
  const existing = launcher.existing(call, [...spokenFor, ...taken]);
  if (existing) {
    memo.refuse('duplicate');
    memo.noteRefusal({ step: node.step, what: 'call', key: call.key, reason: 'duplicate' });
    return { entry: existing };
  }
  const launched = launcher.launch(call, { node, index, source: candidate.source });
  if ('entry' in launched && candidate.predictor !== undefined) {
    launched.entry.predictor = candidate.predictor;
    memo.evidence?.launched(candidate.predictor, call.tool, { probe: call.verdict.probe === true });
  }
  return launched;
}

/** Another predictor guesses what was tried already and did not work: it would not work better now. */
const hasFailed = ({ entries }: DraftNode, key: string): boolean =>
  entries.some((entry) => entry.key === key && entry.end === 'failed');
