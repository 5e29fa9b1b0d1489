import { verifyPredictors } from '../../activities/predictor-of';
import type { WorkerContext } from '../../activities/worker-context';
import { servicesOf } from '../../core/config/services';
import { createActivityWorkers, type ActivityRole } from './activity-workers';
import { buildContext } from './build-context';
import type { Role, RoleHost } from './worker-role';

const USES: Record<ActivityRole, (keyof ReturnType<typeof servicesOf>)[]> = {
  actor: ['decide'],
  tools: ['tools'],
  spec: ['predict', 'decide', 'tools'],
};

/** The roles that run activities. What activities share is built by the first that starts, once a process. */
export function activityRoles(): Record<ActivityRole, Role> {
  let shared: WorkerContext | undefined;
  const contextOf = (host: RoleHost): WorkerContext => (shared ??= buildContext(host));
  const role = (name: ActivityRole): Role => ({
    name,
    uses: (config) => {
      const services = servicesOf(config);
      return USES[name].map((what) => services[what]);
    },
    verify: async (host) => {
      if (name === 'spec') await verifyPredictors(contextOf(host));
    },
    createWorkers: (host) => createActivityWorkers(name, host, contextOf(host)),
    close: () => shared?.toolset.close(),
  });
  return { actor: role('actor'), tools: role('tools'), spec: role('spec') };
}
