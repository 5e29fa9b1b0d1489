import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { runTemplate } from '../../client/sdk/run-template';
import { startRun, type AgentRun } from '../../client/sdk/start-run';
import type { BlobStore } from '../../contracts/blob-store';
import type { Arm } from '../../contracts/run';
import { canonicalJson } from '../../core/canonical-json';
import { nodeId } from '../../core/transcript';
import { openStore } from '../../store/open-store';
import { readConfig } from '../../store/read-config';
import { testTemporal, type TestTemporal } from '../support/temporal';
import { buildPrograms, bundleWorkflows } from './built-programs';
import { WorkerProgram } from './worker-process';

/** Worker programs as processes around a real Temporal server; everything else is the test's. */
export class ProgramBed {
  private readonly programs: WorkerProgram[] = [];
  private client?: Client;
  readonly cwd: string;

  private constructor(
    readonly folder: string,
    readonly dist: string,
    readonly temporal: TestTemporal,
    /** What every program is started with. */
    readonly env: Record<string, string>,
  ) {
    this.cwd = path.join(folder, 'work');
    mkdirSync(this.cwd);
  }

  static async start(input: { workflows: boolean; env?: Record<string, string> }): Promise<ProgramBed> {
    const folder = mkdtempSync(path.join(tmpdir(), 'forerun-programs-'));
    const dist = buildPrograms(folder);
    const [temporal] = await Promise.all([
      testTemporal(),
      input.workflows ? bundleWorkflows(dist) : Promise.resolve(),
    ]);
    return new ProgramBed(folder, dist, temporal, {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      FORERUN_QUEUE_PREFIX: `programs-${randomBytes(6).toString('hex')}-`,
      FORERUN_STORE_PATH: path.join(folder, 'store'),
      FORERUN_GATE: 'threshold',
      ...input.env,
    });
  }

  /** Starts a program; an empty value takes a variable away. */
  program(
    program: string,
    options: { args?: string[]; node?: string[]; env?: Record<string, string>; cwd?: string } = {},
  ): WorkerProgram {
    const env = { ...this.env, ...options.env };
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
    const started = new WorkerProgram({ dist: this.dist, cwd: this.cwd, program, ...options, env: given });
    this.programs.push(started);
    return started;
  }

  /** Starts a run as the command line would, under the programs' own configuration. */
  async startRun(question: string, arm: Arm = 'speculate'): Promise<WorkflowHandle<AgentRun>> {
    const { config } = await readConfig({ cwd: this.cwd, env: this.env });
    const store: BlobStore = openStore(config.store, { cwd: this.cwd });
    const node = { parent: null, messages: [{ role: 'user' as const, text: question }] };
    const put = (value: unknown): Promise<string> =>
      store.put(new TextEncoder().encode(canonicalJson(value)));
    await put(node);
    const task = { taskId: 'test', question, level: '', attachments: [], origin: 'test' };
    return startRun({
      client: await this.connect(),
      template: runTemplate(config, { storeId: await store.id(), searchAttributes: false }),
      task: {
        ...{ taskId: 'test', taskHash: await put(task), level: '', title: question },
        root: { id: nodeId(node), depth: 0 },
      },
      arm,
      token: randomBytes(16).toString('hex'),
      model: 'sim-actor',
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end()));
    await this.client?.connection.close();
    await this.temporal.release();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async connect(): Promise<Client> {
    const { address, namespace } = this.temporal;
    this.client ??= new Client({ connection: await Connection.connect({ address }), namespace });
    return this.client;
  }
}
