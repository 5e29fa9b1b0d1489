import { createOrchestratorWorker } from './orchestrator-worker';
import type { Role } from './worker-role';

/** Runs workflows; asks no model, runs no tool, and loads neither. */
export const orchestratorRole: Role = {
  name: 'orchestrator',
  uses: () => [],
  createWorkers: async (host) => [await createOrchestratorWorker(host)],
};
