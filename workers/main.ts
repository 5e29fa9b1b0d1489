import { activityRoles } from './shared/activity-roles';
import { orchestratorRole } from './shared/orchestrator-role';
import { runWorkerProgram } from './shared/program';

const { actor, tools, spec } = activityRoles();

/** Several roles in one process: `node dist/workers/main.js ROLE… [--concurrency N] [--config FILE]`. */
void runWorkerProgram([orchestratorRole, actor, tools, spec], 'arguments');
