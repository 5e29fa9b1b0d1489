import { Worker, type WorkerOptions } from '@temporalio/worker';
import { actorActivities, predictActivities, toolActivities } from '../../activities';
import type { WorkerContext } from '../../activities/worker-context';
import type { Config } from '../../contracts/config';
import { queueName, type QueueRole, type WorkerRole } from '../../contracts/names';
import { activityLog } from './activity-log';
import { stopTimes } from './stop-times';
import type { RoleWorker, WorkerHost } from './worker-role';

export type ActivityRole = Exclude<WorkerRole, 'orchestrator'>;

interface Queue {
  role: QueueRole;
  activities: (context: WorkerContext) => NonNullable<WorkerOptions['activities']>;
  slots: keyof Config['workers'] & ('actor' | 'tools' | 'specPredict' | 'specTools' | 'specActor');
  /** Longest time between two heartbeats that reach the server, whose answers tell of cancellations. */
  heartbeat: '100ms' | '500ms';
}

/** `spec` has a worker for each kind of speculative work, each with its own slots. */
const QUEUES: Record<ActivityRole, Queue[]> = {
  actor: [{ role: 'actor', activities: actorActivities, slots: 'actor', heartbeat: '500ms' }],
  tools: [{ role: 'tools', activities: toolActivities, slots: 'tools', heartbeat: '500ms' }],
  spec: [
    { role: 'spec-predict', activities: predictActivities, slots: 'specPredict', heartbeat: '100ms' },
    { role: 'spec-tools', activities: toolActivities, slots: 'specTools', heartbeat: '100ms' },
    { role: 'spec-actor', activities: actorActivities, slots: 'specActor', heartbeat: '100ms' },
  ],
};

/** The Temporal workers of one role that runs activities. */
export function createActivityWorkers(
  role: ActivityRole,
  host: WorkerHost,
  context: WorkerContext,
): Promise<RoleWorker[]> {
  return Promise.all(QUEUES[role].map((queue) => createWorker(queue, host, context)));
}

async function createWorker(
  { role, activities, slots, heartbeat }: Queue,
  host: WorkerHost,
  context: WorkerContext,
): Promise<RoleWorker> {
  const queue = queueName(host.config.temporal.queuePrefix, role);
  const worker = await Worker.create({
    connection: host.connection,
    namespace: host.namespace,
    taskQueue: queue,
    identity: host.identity,
    activities: activities(context),
    maxConcurrentActivityTaskExecutions: host.concurrency ?? host.config.workers[slots],
    maxHeartbeatThrottleInterval: heartbeat,
    defaultHeartbeatThrottleInterval: heartbeat,
    interceptors: { activity: [activityLog] },
    ...stopTimes(host.config),
  });
  return { queue, worker };
}
