import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { runTemplate } from '../../../client/sdk/run-template';
import type { BatchInput } from '../../../contracts/batch';
import type { BlobStore } from '../../../contracts/blob-store';
import { WORKER_ROLES, type WorkerRole } from '../../../contracts/names';
import { openStore } from '../../../store/open-store';
import { readConfig } from '../../../store/read-config';
import { startBenchServer, type BenchServer } from '../../shared/bench-server';
import { programEnvironment } from '../../shared/program-environment';
import { startSimulators, type Simulators } from '../../speed/world/simulator';
import { WorkerProcess } from '../../speed/world/worker-process';
import { actorProfiles, recordingOf, scriptOf, type PlaySettings } from '../recording/play-files';
import type { Domain } from '../recording/read-domains';
import { replayConfig, type ReplaySystem } from './replay-config';

/** What is loaded into the workers and the model server: one domain. */
export interface Loaded {
  template: BatchInput['template'];
  /** Model profiles by the models that act. */
  actors: ReadonlyMap<string, string>;
  store: BlobStore;
}

/** A whole Forerun that replays recorded agents: real server, worker programs and HTTP; models and tools play back. */
export class ReplayWorld {
  private readonly workers = new Map<WorkerRole, WorkerProcess>();
  private domains = 0;

  private constructor(
    private readonly bench: BenchServer,
    readonly simulators: Simulators,
    private readonly useEnv: boolean,
  ) {}

  get client(): Client {
    return this.bench.client;
  }

  /** Starts server and model server; workers come with a domain. Throws the errors of what could not be started. */
  static async start(options: { useEnv: boolean; log(line: string): void }): Promise<ReplayWorld> {
    const bench = await startBenchServer('replay', { ...options, server: 'memory' });
    return new ReplayWorld(bench, await startSimulators(), options.useEnv);
  }

  /** Gives the model server and fresh workers one domain, on queues of its own. */
  async load(domain: Domain, system: ReplaySystem, play: PlaySettings): Promise<Loaded> {
    await this.stopWorkers();
    this.domains += 1;
    const folder = join(this.bench.folder, `domain-${this.domains}`);
    await mkdir(folder);
    const recording = join(folder, 'recording.json');
    await writeFile(recording, JSON.stringify(recordingOf(domain, play)));
    const actors = actorProfiles(domain);
    const config = replayConfig({
      system,
      actors,
      recording,
      policy: domain.policy,
      modelUrl: this.simulators.modelUrl,
    });
    await writeFile(join(folder, 'forerun.config.json'), JSON.stringify(config, null, 2));
    await this.simulators.play(scriptOf(domain, play));
    await this.simulators.clear();
    const env = programEnvironment(process.env, {
      server: this.bench.server,
      folder,
      queuePrefix: `replay-${randomBytes(4).toString('hex')}-`,
      useEnv: this.useEnv,
    });
    for (const role of WORKER_ROLES) this.workers.set(role, await WorkerProcess.start(role, env, folder));
    const read = await readConfig({ cwd: folder, env });
    const store = openStore(read.config.store, { cwd: folder });
    return {
      template: runTemplate(read.config, { storeId: await store.id(), searchAttributes: false }),
      actors,
      store,
    };
  }

  /** Processes that take part, for those who watch what they use. */
  pids(): [string, number | undefined][] {
    return [
      ...[...this.workers].map(([role, worker]): [string, number] => [`${role} worker`, worker.pid]),
      ['Temporal server', this.bench.server.serverPid],
      ['simulated models', this.simulators.pids.models],
      ['benchmark client', process.pid],
    ];
  }

  private async stopWorkers(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.stop()));
    this.workers.clear();
  }

  async stop(): Promise<void> {
    await this.stopWorkers();
    this.simulators.stop();
    await this.bench.stop();
  }
}
