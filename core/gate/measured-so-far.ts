import type { Accounts } from '../../contracts/accounts';
import type { GateInput } from '../../contracts/gate';
import type { StepRecord } from '../../contracts/run';

/** Steps that are looked at: older records have lost their texts. */
const RECENT = 20;

/**
 * What a run has measured of its actor: the mean price of its real decisions, and how often it says nothing beside its
 * calls (rule of succession, hopeful by one turn). A decision ahead is claimed only where the actor was silent, unless
 * it is never shown its own text.
 */
export function measuredSoFar(
  steps: readonly StepRecord[],
  { actor }: Pick<Accounts, 'actor'>,
  replay: 'full' | 'calls' | 'required',
): Pick<GateInput, 'decisionUsd' | 'silentShare'> {
  const turns = steps.slice(-RECENT).filter(({ kind }) => kind === 'calls');
  const silent = turns.filter(({ textPreview }) => !textPreview).length;
  return {
    decisionUsd: actor.requests > 0 ? actor.costUsd / actor.requests : 0,
    silentShare: replay === 'calls' ? 1 : (silent + 2) / (turns.length + 3),
  };
}
