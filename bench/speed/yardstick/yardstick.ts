import { randomBytes } from 'node:crypto';
import type { bareWorkflow } from './bare-workflow';
import type { TimedRun } from '../interleave';
import { WorkerProcess } from '../world/worker-process';
import type { World } from '../world/world';

/** A bare Temporal workflow beside Forerun's runs: same server, same client, its own worker process. */
export class Yardstick {
  private constructor(
    private readonly world: World,
    private readonly taskQueue: string,
    private readonly worker: WorkerProcess,
  ) {}

  /** Resolves when its worker is ready. Throws what keeps the program from starting. */
  static async start(world: World): Promise<Yardstick> {
    const taskQueue = `${world.template.queuePrefix}yardstick`;
    const worker = await WorkerProcess.startProgram({
      name: 'yardstick',
      program: 'bench/speed/yardstick/worker.js',
      args: [taskQueue],
      env: world.env,
      cwd: world.folder,
    });
    return new Yardstick(world, taskQueue, worker);
  }

  /** One workflow of so many empty activities, timed as a run is: from the call that starts it to its result. */
  async run(activities: number): Promise<TimedRun> {
    const workflowId = `yardstick-${randomBytes(8).toString('hex')}`;
    const startedMs = performance.now();
    const handle = await this.world.client.workflow.start<typeof bareWorkflow>('bareWorkflow', {
      workflowId,
      taskQueue: this.taskQueue,
      args: [activities],
    });
    await handle.result();
    return { workflowId, seconds: (performance.now() - startedMs) / 1000 };
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
