import type { Decision } from '../../contracts/decision';
import { sha256Hex } from '../sha256';
import type { ServedOutcome } from '../speculation/outcome-table';

const TEXT = 'Error (interrupted): not executed to its end, because the run is being ended.';

const INTERRUPTED: ServedOutcome = {
  outcome: {
    ok: false,
    code: 'interrupted',
    textHash: sha256Hex(TEXT),
    preview: TEXT,
    chars: TEXT.length,
    seconds: 0,
    costUsd: 0,
    retryable: false,
    authoredText: TEXT,
  },
  via: 'refused',
  lossy: false,
  waitedSeconds: 0,
};

/** Outcomes for all calls of a turn: those that came, and for the others that the run was interrupted. */
export function withInterrupted(decision: Decision, served: readonly ServedOutcome[]): ServedOutcome[] {
  return decision.calls.map((_call, index) => served[index] ?? INTERRUPTED);
}
