import { access } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { ForerunError } from '../../contracts/errors';
import { queueName } from '../../contracts/names';
import { stopTimes } from './stop-times';
import type { RoleWorker, WorkerHost } from './worker-role';

/** The worker that runs workflows. Throws ForerunError `workflow_bundle_missing`. */
export async function createOrchestratorWorker(
  host: WorkerHost & { workflowBundlePath: string },
): Promise<RoleWorker> {
  await assertBundle(host.workflowBundlePath);
  const queue = queueName(host.config.temporal.queuePrefix, 'orchestrator');
  const worker = await Worker.create({
    connection: host.connection,
    namespace: host.namespace,
    taskQueue: queue,
    identity: host.identity,
    workflowBundle: { codePath: host.workflowBundlePath },
    // A lost orchestrator's runs reach another one after this, not after ten seconds.
    stickyQueueScheduleToStartTimeout: '1s',
    ...stopTimes(host.config),
    maxCachedWorkflows: 250,
  });
  return { queue, worker };
}

async function assertBundle(path: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new ForerunError({
      code: 'workflow_bundle_missing',
      blame: 'user',
      message: `the compiled workflows are not there: ${path}`,
      remedy: 'Run `npm run build`, which bundles them.',
      cause,
    });
  }
}
