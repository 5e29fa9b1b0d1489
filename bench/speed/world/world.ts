import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { prepareTask } from '../../../client/dataset/prepare-task';
import { questionExample } from '../../../client/dataset/question-example';
import { runTemplate } from '../../../client/sdk/run-template';
import type { PreparedTask } from '../../../client/sdk/start-run';
import type { BatchInput } from '../../../contracts/batch';
import type { BlobStore } from '../../../contracts/blob-store';
import { WORKER_ROLES, type WorkerRole } from '../../../contracts/names';
import { openStore } from '../../../store/open-store';
import { readConfig } from '../../../store/read-config';
import type { ServerHandle } from '../../../scripts/temporal/index.mjs';
import { startBenchServer, type BenchServer, type BenchServerOptions } from '../../shared/bench-server';
import { FILLER, questionFor, standardScript, type ScriptOptions } from '../standard-script';
import { startSimulators, type Simulators } from './simulator';
import { workerEnvironment } from './worker-environment';
import { WorkerProcess } from './worker-process';

/** A whole Forerun: a real server, worker programs and simulators as processes of their own, and a client. */
export class World {
  readonly workers = new Map<WorkerRole, WorkerProcess>();
  private readonly changed = new Set<WorkerRole>();

  private constructor(
    private readonly bench: BenchServer,
    readonly simulators: Simulators,
    readonly template: BatchInput['template'],
    readonly env: NodeJS.ProcessEnv,
    private readonly store: BlobStore,
  ) {}

  get server(): ServerHandle {
    return this.bench.server;
  }

  get client(): Client {
    return this.bench.client;
  }

  get folder(): string {
    return this.bench.folder;
  }

  /** Starts everything and resolves when all workers are ready. Throws the errors of what could not be started. */
  static async start(options: BenchServerOptions): Promise<World> {
    const bench = await startBenchServer('speed', options);
    const { server, folder } = bench;
    const simulators = await startSimulators();
    const env = workerEnvironment(process.env, {
      server,
      simulators,
      folder,
      queuePrefix: `speed-${randomBytes(4).toString('hex')}-`,
      useEnv: options.useEnv,
    });
    const { config } = await readConfig({ cwd: folder, env });
    const store = openStore(config.store, { cwd: folder });
    const template = runTemplate(config, { storeId: await store.id(), searchAttributes: false });
    const world = new World(bench, simulators, template, env, store);
    await Promise.all(WORKER_ROLES.map((role) => world.startWorker(role)));
    return world;
  }

  /** Starts a role's worker, with changes to the common environment; it must not run already. */
  async startWorker(role: WorkerRole, changes: NodeJS.ProcessEnv = {}): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(role, { ...this.env, ...changes }, this.folder);
    this.workers.set(role, worker);
    if (Object.keys(changes).length > 0) this.changed.add(role);
    return worker;
  }

  async stopWorker(role: WorkerRole): Promise<void> {
    await this.workers.get(role)?.stop();
    this.workers.delete(role);
    this.changed.delete(role);
  }

  async replaceWorker(role: WorkerRole, changes: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.stopWorker(role);
    await this.startWorker(role, changes);
  }

  worker(role: WorkerRole): WorkerProcess {
    const worker = this.workers.get(role);
    if (!worker) throw new RangeError(`no ${role} worker runs`);
    return worker;
  }

  /** Plays a script and sets the searches' latency to its tool's, but for queries that the rules name. */
  async play(options: ScriptOptions, rules: { includes: string; ms: number | 'hang' }[] = []): Promise<void> {
    await this.simulators.play(standardScript(options));
    await this.simulators.setSearchLatency({
      otherMs: options.latencies.tool * 1000,
      rules: [...rules, { includes: FILLER, ms: 'hang' }],
    });
    await this.simulators.clear();
  }

  /** A task of so many calls, its texts in the store. */
  async task(calls: number, variant: string): Promise<PreparedTask> {
    const question = questionFor(calls, variant);
    const example = questionExample({ question, files: [] });
    const { task, ...prepared } = await prepareTask({ example, store: this.store });
    return { ...prepared, taskId: task.taskId, level: task.level };
  }

  /** After a case: every role runs with the common environment again. */
  async restore(): Promise<void> {
    for (const role of WORKER_ROLES) {
      if (this.changed.has(role)) await this.stopWorker(role);
      if (!this.workers.has(role)) await this.startWorker(role);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.stop()));
    this.simulators.stop();
    await this.bench.stop();
  }
}
