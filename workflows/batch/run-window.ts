import { getExternalWorkflowHandle, log, patched } from '@temporalio/workflow';
import type { BatchInput, FinishedRun, PlannedRun } from '../../contracts/batch';
import { stopSignal } from '../signals';
import { runChild } from './child-run';
import type { Grants } from './grants';

/** The runs of a batch that are under way, and those that have ended. */
export class RunWindow {
  readonly running = new Set<string>();
  /** Of these, the ones that are there to be told. */
  private readonly reachable = new Set<string>();
  readonly finished: FinishedRun[];
  stopRequested: boolean;

  /** `onEnd` is called whenever a run has left the window. */
  constructor(
    private readonly input: BatchInput,
    private readonly grants: Grants,
    private readonly onEnd: () => void,
  ) {
    this.finished = input.carried?.finished ?? [];
    this.stopRequested = input.carried?.stopRequested ?? false;
  }

  start(plan: PlannedRun): void {
    const { workflowId } = plan;
    this.running.add(workflowId);
    void runChild(this.input, plan, {
      grant: this.grants.grant(plan),
      onStarted: () => this.reachable.add(workflowId),
      isStopping: () => this.stopRequested,
    }).then(({ end, used }) => {
      this.finished.push(end);
      this.grants.settle(workflowId, used);
      this.running.delete(workflowId);
      this.reachable.delete(workflowId);
      this.onEnd();
    });
  }

  /** Starts no further run, and asks those under way for their best answers. */
  stop(): void {
    this.stopRequested = true;
    // A second stop costs a run its last answer: those that are still being started are told when they are there.
    for (const workflowId of patched('told-once') ? this.reachable : this.running) {
      getExternalWorkflowHandle(workflowId)
        .signal(stopSignal)
        .catch((error: unknown) => log.warn('a run could not be told to stop', { workflowId, error }));
    }
  }
}
