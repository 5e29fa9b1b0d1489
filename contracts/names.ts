/** Task queues by role; a prefix keeps deployments apart that share a namespace. */
export const QUEUE_ROLES = [
  'orchestrator',
  'actor',
  'tools',
  'spec-predict',
  'spec-tools',
  'spec-actor',
] as const;
export type QueueRole = (typeof QUEUE_ROLES)[number];

/** Worker programs. `spec` serves the three `spec-*` queues, each with its own slots. */
export const WORKER_ROLES = ['orchestrator', 'actor', 'tools', 'spec'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

export const queueName = (prefix: string, role: QueueRole): string => `${prefix}${role}`;

export const WORKFLOWS = {
  run: 'agentRun',
  batch: 'batchRun',
  learn: 'learnRun',
  reExecute: 'reExecute',
  warmTools: 'warmTools',
} as const;

/** Search attributes, all of type Keyword. */
export const SEARCH_ATTRIBUTES = [
  'ForerunBatch',
  'ForerunTask',
  'ForerunArm',
  'ForerunLevel',
  'ForerunStatus',
  'ForerunModel',
] as const;

export const SIGNALS = {
  observed: 'observed',
  stop: 'stop',
  cancelSpeculation: 'cancelSpeculation',
} as const;

export const QUERIES = { progress: 'progress', speculation: 'speculation', wouldHeed: 'wouldHeed' } as const;
