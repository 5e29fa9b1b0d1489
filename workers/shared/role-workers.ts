import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { actorActivities, predictActivities, toolActivities } from '../../activities';
import type { WorkerContext } from '../../activities/worker-context';
import { queueName, type QueueRole, type WorkerRole } from '../../contracts/names';

/** Activities under execution ahead learn of their cancellation from a heartbeat: it must not be throttled away. */
const AHEAD_HEARTBEAT = {
  maxHeartbeatThrottleInterval: '100ms',
  defaultHeartbeatThrottleInterval: '100ms',
} as const;
const REAL_HEARTBEAT = {
  maxHeartbeatThrottleInterval: '500ms',
  defaultHeartbeatThrottleInterval: '500ms',
} as const;

export interface RoleWorker {
  queue: string;
  worker: Worker;
}

export interface RoleWorkersInput {
  context: WorkerContext;
  connection: NativeConnection;
  namespace: string;
  /** Compiled workflow bundle; only the orchestrator needs it. */
  workflowBundlePath: string;
  /** Overrides the configured number of activities at a time. */
  concurrency?: number;
  identity: string;
}

/** The Temporal workers of one role; `spec` has one for each kind of speculative work, each with its own slots. */
export async function createRoleWorkers(role: WorkerRole, input: RoleWorkersInput): Promise<RoleWorker[]> {
  const { context, concurrency } = input;
  const slots = context.config.workers;
  switch (role) {
    case 'orchestrator':
      return [await orchestrator(input)];
    case 'actor':
      return [
        await activityWorker(input, 'actor', {
          activities: actorActivities(context),
          slots: concurrency ?? slots.actor,
          ...REAL_HEARTBEAT,
        }),
      ];
    case 'tools':
      return [
        await activityWorker(input, 'tools', {
          activities: toolActivities(context),
          slots: concurrency ?? slots.tools,
          ...REAL_HEARTBEAT,
        }),
      ];
    case 'spec':
      return Promise.all([
        activityWorker(input, 'spec-predict', {
          activities: predictActivities(context),
          slots: concurrency ?? slots.specPredict,
          ...AHEAD_HEARTBEAT,
        }),
        activityWorker(input, 'spec-tools', {
          activities: toolActivities(context),
          slots: concurrency ?? slots.specTools,
          ...AHEAD_HEARTBEAT,
        }),
        activityWorker(input, 'spec-actor', {
          activities: actorActivities(context),
          slots: concurrency ?? slots.specActor,
          ...AHEAD_HEARTBEAT,
        }),
      ]);
  }
}

async function orchestrator(input: RoleWorkersInput): Promise<RoleWorker> {
  const queue = queueName(input.context.config.temporal.queuePrefix, 'orchestrator');
  const worker = await Worker.create({
    connection: input.connection,
    namespace: input.namespace,
    taskQueue: queue,
    identity: input.identity,
    workflowBundle: { codePath: input.workflowBundlePath },
    // A lost orchestrator's runs reach another one after this, not after ten seconds.
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: input.context.config.workers.shutdownGraceMs,
    maxCachedWorkflows: 250,
  });
  return { queue, worker };
}

async function activityWorker(
  input: RoleWorkersInput,
  role: QueueRole,
  {
    slots,
    ...options
  }: { slots: number } & Pick<
    WorkerOptions,
    'activities' | 'maxHeartbeatThrottleInterval' | 'defaultHeartbeatThrottleInterval'
  >,
): Promise<RoleWorker> {
  const queue = queueName(input.context.config.temporal.queuePrefix, role);
  const worker = await Worker.create({
    ...options,
    connection: input.connection,
    namespace: input.namespace,
    taskQueue: queue,
    identity: input.identity,
    maxConcurrentActivityTaskExecutions: slots,
    shutdownGraceTime: input.context.config.workers.shutdownGraceMs,
  });
  return { queue, worker };
}
