import type { RunContext } from '../../contracts/activities';
import type { RunInput } from '../../contracts/run';

/** What every activity of a run is told about it. The catalogue is in it as soon as the run's tools have been opened. */
export const runContext = (input: RunInput, workflowId: string): RunContext => ({
  token: input.token,
  workflowId,
  storeId: input.storeId,
  taskHash: input.taskHash,
  toolset: input.toolset,
  policyHash: input.policy.hash,
  actor: input.actor,
  predictor: input.predictor,
  get catalogue() {
    return input.opened?.catalogue;
  },
});
