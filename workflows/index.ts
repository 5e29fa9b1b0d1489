export { agentRun } from './agent-run';
export { batchRun } from './batch-run';
export { learnRun } from './learn-run';
export { warmTools } from './warm-tools';
