import type { QueueRole } from './names';

/** Input of the warm-tools workflow. */
export interface WarmToolsInput {
  queuePrefix: string;
  /** Where tools run that the runs to come will call. */
  queues: Extract<QueueRole, 'tools' | 'spec-tools'>[];
}

export interface WarmToolsActivities {
  warmTools(): Promise<void>;
}
