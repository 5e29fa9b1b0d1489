import { runWorkerProgram } from './shared/program';

void runWorkerProgram(['spec']);
