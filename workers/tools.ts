import { runWorkerProgram } from './shared/program';

void runWorkerProgram(['tools']);
