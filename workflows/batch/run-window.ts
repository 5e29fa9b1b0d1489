import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { BatchInput, FinishedRun, PlannedRun } from '../../contracts/batch';
import { stopSignal } from '../signals';
import { runChild } from './child-run';
import type { Grants } from './grants';

/** The runs of a batch that are under way, and those that have ended. */
export class RunWindow {
  readonly running = new Set<string>();
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
    runChild(this.input, plan, {
      grant: this.grants.grant(plan),
      isStopping: () => this.stopRequested,
    })
      .then(({ end, used }) => {
        this.finished.push(end);
        this.grants.settle(workflowId, used);
      })
      .catch(() => undefined)
      .finally(() => {
        this.running.delete(workflowId);
        this.onEnd();
      });
  }

  /** Starts no further run, and asks those under way for their best answers. */
  stop(): void {
    this.stopRequested = true;
    for (const workflowId of this.running) {
      getExternalWorkflowHandle(workflowId)
        .signal(stopSignal)
        .catch((error: unknown) => log.warn('a run could not be told to stop', { workflowId, error }));
    }
  }
}
