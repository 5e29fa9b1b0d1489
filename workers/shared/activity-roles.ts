import { verifyPredictors } from '../../activities/predictor-of';
import type { WorkerContext } from '../../activities/worker-context';
import { createActivityWorkers, type ActivityRole } from './activity-workers';
import { buildContext } from './build-context';
import type { Role, RoleHost } from './worker-role';

const USES: Record<ActivityRole, Role['uses']> = {
  actor: { profiles: ['actor'], search: false },
  tools: { profiles: ['vision', 'transcribe'], search: true },
  spec: { profiles: ['spec', 'actor', 'vision', 'transcribe'], search: true },
};

/** The roles that run activities. What activities share is built by the first that starts, once a process. */
export function activityRoles(): Record<ActivityRole, Role> {
  let shared: WorkerContext | undefined;
  const role = (name: ActivityRole): Role => ({
    name,
    uses: USES[name],
    createWorkers: async (host: RoleHost) => {
      const context = (shared ??= buildContext(host));
      if (name === 'spec') await verifyPredictors(context);
      return createActivityWorkers(name, host, context);
    },
    close: () => shared?.toolset.close(),
  });
  return { actor: role('actor'), tools: role('tools'), spec: role('spec') };
}
