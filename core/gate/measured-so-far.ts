import type { GateInput } from '../../contracts/gate';
import type { RunSpending, StepRecord } from '../../contracts/run';

/** Steps that are looked at: older records have lost their texts. */
const RECENT = 20;

/**
 * What a run has measured of its actor: the tokens of its decisions, and how often it says nothing beside its calls (rule
 * of succession, hopeful by one turn). A decision ahead is claimed only where the actor was silent, unless
 * it is never shown its own text.
 */
export function measuredSoFar(
  steps: readonly StepRecord[],
  { decisions }: Pick<RunSpending, 'decisions'>,
  replay: 'full' | 'calls' | 'required',
): Pick<GateInput, 'decisions' | 'silentShare'> {
  const turns = steps.slice(-RECENT).filter(({ kind }) => kind === 'calls');
  const silent = turns.filter(({ textPreview }) => !textPreview).length;
  return {
    ...(decisions ? { decisions } : {}),
    silentShare: replay === 'calls' ? 1 : (silent + 2) / (turns.length + 3),
  };
}
