import { orchestratorRole } from './shared/orchestrator-role';
import { runWorkerProgram } from './shared/program';

void runWorkerProgram([orchestratorRole], 'program');
