import { activityRoles } from './shared/activity-roles';
import { runWorkerProgram } from './shared/program';

void runWorkerProgram([activityRoles().actor], 'program');
