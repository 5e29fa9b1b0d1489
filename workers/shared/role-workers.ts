import type { WorkerContext } from '../../activities/worker-context';
import type { WorkerRole } from '../../contracts/names';
import { createActivityWorkers } from './activity-workers';
import { createOrchestratorWorker } from './orchestrator-worker';
import type { RoleWorker, WorkerHost } from './worker-role';

export interface RoleWorkersInput extends Omit<WorkerHost, 'config'> {
  context: WorkerContext;
  workflowBundlePath: string;
}

/** The Temporal workers of any role over a given context, for those who hold several roles in one process. */
export async function createRoleWorkers(role: WorkerRole, input: RoleWorkersInput): Promise<RoleWorker[]> {
  const { context, ...rest } = input;
  const host = { ...rest, config: context.config };
  return role === 'orchestrator'
    ? [await createOrchestratorWorker(host)]
    : createActivityWorkers(role, host, context);
}
