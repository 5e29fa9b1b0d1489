import type { LoadPlanInput } from '../contracts/activities';
import { PlannedRun } from '../contracts/batch';
import { ForerunError } from '../contracts/errors';
import { assertStore } from '../store/assert-store';
import { withHeartbeat } from './with-heartbeat';
import type { WorkerContext } from './worker-context';

/** One page of a batch's plan. Throws ForerunError `plan_invalid`, store errors. */
export const createLoadPlan =
  (context: WorkerContext) =>
  (input: LoadPlanInput): Promise<PlannedRun[]> =>
    withHeartbeat(context, async () => {
      const { store } = context;
      await assertStore(store, input.storeId);
      const plan = readPlan(await store.get(input.planHash), input.planHash);
      return plan.slice(input.offset, input.offset + input.limit);
    });

/** The blob is what its hash says, so a plan that cannot be read stays so: nothing is tried again. */
function readPlan(bytes: Uint8Array, hash: string): PlannedRun[] {
  try {
    return PlannedRun.array().parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new ForerunError({
      code: 'plan_invalid',
      blame: 'system',
      message: `the batch's plan ${hash.slice(0, 12)} is none that these workers understand`,
      remedy: 'Run command line and workers from the same version, and start the batch again with --resume.',
      cause,
    });
  }
}
