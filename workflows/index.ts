export { agentRun } from './agent-run';
export { batchRun } from './batch-run';
export { learnRun } from './learn-run';
export { reExecute } from './re-execute';
export { warmTools } from './warm-tools';
