import { withHeartbeat } from './with-heartbeat';
import type { WorkerContext } from './worker-context';

/** Brings up the processes of this worker's tools. Ends early when it is cancelled; they come up all the same. */
export const createWarmTools = (context: WorkerContext) => (): Promise<void> =>
  withHeartbeat(context, () => context.toolset.warm());
