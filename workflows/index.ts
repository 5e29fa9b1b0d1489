export { agentRun } from './agent-run';
export { batchRun } from './batch-run';
