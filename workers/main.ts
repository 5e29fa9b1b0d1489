import { runWorkerProgram } from './shared/program';

/** Several roles in one process: `node dist/workers/main.js ROLE… [--concurrency N]`. */
void runWorkerProgram();
