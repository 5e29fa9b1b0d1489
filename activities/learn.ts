import type { Learned, LearnInput } from '../contracts/learning';
import { assertStore } from '../store/assert-store';
import { profilesOf } from '../store/profiles';
import { withHeartbeat } from './with-heartbeat';
import type { WorkerContext } from './worker-context';

/** Adds a finished run's report to its deployment's profile, once, however often it is attempted. */
export const createLearn =
  (context: WorkerContext) =>
  ({ storeId, profile: name, report, halfLife, priorStrength }: LearnInput): Promise<Learned> =>
    withHeartbeat(context, async () => {
      await assertStore(context.store, storeId);
      return profilesOf(context.store).foldIn({ name, report, settings: { halfLife, priorStrength } });
    });
