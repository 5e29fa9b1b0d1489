import type { LoadPlanInput } from '../contracts/activities';
import { PlannedRun } from '../contracts/batch';
import { assertStore } from '../store/assert-store';
import { withHeartbeat } from './with-heartbeat';
import type { WorkerContext } from './worker-context';

/** One page of a batch's plan. */
export const createLoadPlan =
  (context: WorkerContext) =>
  (input: LoadPlanInput): Promise<PlannedRun[]> =>
    withHeartbeat(context, async () => {
      const { store } = context;
      await assertStore(store, input.storeId);
      const plan = JSON.parse(new TextDecoder().decode(await store.get(input.planHash))) as unknown;
      return PlannedRun.array()
        .parse(plan)
        .slice(input.offset, input.offset + input.limit);
    });
