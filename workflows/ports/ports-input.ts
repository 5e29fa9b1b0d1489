import type { CancellationScope } from '@temporalio/workflow';
import type { RunContext } from '../../contracts/activities';
import type { RunInput, StepNote } from '../../contracts/run';

/** What the ports of one run are made of. */
export interface PortsInput {
  input: RunInput;
  /** The run's scope: the parent of all work. */
  root: CancellationScope;
  run: RunContext;
  /** What people are told beside the next decision or prediction; each note is told once. */
  takeNotes: () => { since?: StepNote[] };
}
