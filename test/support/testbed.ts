import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { WorkerContext } from '../../activities/worker-context';
import { runTemplate } from '../../client/sdk/run-template';
import { startRun, type AgentRun } from '../../client/sdk/start-run';
import type { Config } from '../../contracts/config';
import { WORKER_ROLES, type WorkerRole } from '../../contracts/names';
import type { Arm, RunInput, RunOutcome } from '../../contracts/run';
import { canonicalJson } from '../../core/canonical-json';
import { loadConfig } from '../../core/config/load-config';
import { secretValues } from '../../core/config/secrets';
import { nodeId } from '../../core/transcript';
import { startSimulatedServer, type SimulatedServer } from '../../models/simulated/server';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { openStore } from '../../store/open-store';
import type { Toolset } from '../../tools/toolset';
import { createActivityWorkers } from '../../workers/shared/activity-workers';
import { createOrchestratorWorker } from '../../workers/shared/orchestrator-worker';
import { createScrubber } from '../../workers/shared/scrubber';
import type { RoleWorker } from '../../workers/shared/worker-role';
import { testTemporal, type TestTemporal } from './temporal';
import { workflowCode } from './workflow-code';

let bundle: Promise<string> | undefined;

/** The workflow bundle of the sources as they are, written once a test file. */
async function workflowBundle(folder: string): Promise<string> {
  const { writeFile } = await import('node:fs/promises');
  bundle ??= workflowCode();
  const file = path.join(folder, 'workflow-bundle.js');
  await writeFile(file, await bundle);
  return file;
}

export interface TestRunOptions {
  arm?: Arm;
  token?: string;
  change?: Partial<RunInput>;
  speculation?: Partial<RunInput['speculation']>;
}

/** Forerun as a whole in one process: real server, real workers, real HTTP to the simulated models, test tools. */
export class Testbed {
  private constructor(
    readonly temporal: TestTemporal,
    readonly client: Client,
    readonly models: SimulatedServer,
    readonly context: WorkerContext,
    private readonly native: NativeConnection,
    /** Everything of this bed on disk, the workflow bundle among it. */
    readonly folder: string,
    private readonly bundlePath: string,
    private readonly running: Map<WorkerRole, { workers: RoleWorker[]; ended: Promise<unknown> }>,
  ) {}

  static async start(input: {
    script: SimulationScriptInput;
    toolset: Toolset;
    roles?: WorkerRole[];
    /** Instead of the server that `npm test` holds. */
    temporal?: TestTemporal;
    change?: (config: Config) => void;
  }): Promise<Testbed> {
    installRuntime();
    const temporal = input.temporal ?? (await testTemporal());
    const models = await startSimulatedServer({ script: input.script });
    const folder = await mkdtemp(path.join(tmpdir(), 'forerun-testbed-'));
    const config = testConfig(models.url, folder);
    input.change?.(config);
    const native = await NativeConnection.connect({ address: temporal.address });
    const connection = await Connection.connect({ address: temporal.address });
    const client = new Client({ connection, namespace: temporal.namespace });
    const context: WorkerContext = {
      config,
      client,
      store: openStore(config.store, { cwd: folder }),
      toolset: input.toolset,
      scrub: createScrubber(secretValues(config)).text,
      cacheFolder: path.join(folder, 'cache'),
      pools: new Map(),
    };
    const bed = new Testbed(
      temporal,
      client,
      models,
      context,
      native,
      folder,
      await workflowBundle(folder),
      new Map(),
    );
    for (const role of input.roles ?? WORKER_ROLES) await bed.startRole(role);
    return bed;
  }

  async startRole(role: WorkerRole): Promise<void> {
    const host = {
      config: this.context.config,
      connection: this.native,
      namespace: this.temporal.namespace,
      workflowBundlePath: this.bundlePath,
      identity: `test-${role}`,
    };
    const workers =
      role === 'orchestrator'
        ? [await createOrchestratorWorker(host)]
        : await createActivityWorkers(role, host, this.context);
    this.running.set(role, { workers, ended: Promise.all(workers.map(({ worker }) => worker.run())) });
  }

  async stopRole(role: WorkerRole): Promise<void> {
    const found = this.running.get(role);
    if (!found) return;
    this.running.delete(role);
    for (const { worker } of found.workers) worker.shutdown();
    await found.ended;
  }

  /** Starts a run on a question that a conversation of the script matches. */
  async startRun(question: string, options: TestRunOptions = {}): Promise<WorkflowHandle<AgentRun>> {
    const { store, config, toolset } = this.context;
    const node = { parent: null, messages: [{ role: 'user' as const, text: question }] };
    await store.put(new TextEncoder().encode(canonicalJson(node)));
    const task = { taskId: 'test', question, level: '', attachments: [], origin: 'test' };
    const taskHash = await store.put(new TextEncoder().encode(canonicalJson(task)));
    const template = runTemplate(config, { storeId: await store.id(), searchAttributes: false });
    return startRun({
      client: this.client,
      template: {
        ...template,
        toolset: toolset.name as typeof template.toolset,
        policy: toolset.policy,
        ...options.change,
        speculation: { ...template.speculation, ...options.speculation },
      },
      task: {
        taskId: 'test',
        taskHash: options.change?.taskHash ?? taskHash,
        level: '',
        title: question,
        root: options.change?.root ?? { id: nodeId(node), depth: 0 },
      },
      arm: options.arm ?? 'speculate',
      token: options.token ?? randomBytes(16).toString('hex'),
      model: 'sim-actor',
    });
  }

  async run(question: string, options: TestRunOptions = {}): Promise<RunOutcome> {
    return (await this.startRun(question, options)).result();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((role) => this.stopRole(role)));
    await this.models.close();
    await this.client.connection.close();
    await this.native.close();
    await this.temporal.release();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let installed = false;

function installRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}

/** Defaults, with both roles at the simulated server, a store and a queue prefix of the test's own. */
function testConfig(url: string, folder: string): Config {
  const loaded = loadConfig({
    env: {
      ACTOR_BASE_URL: url,
      SPEC_BASE_URL: url,
      GAIA_ACTOR_MODEL: 'sim-actor',
      GAIA_SPEC_MODEL: 'sim-predictor',
      GAIA_TOPK: '1',
      // Every prediction is launched unless a test says otherwise.
      FORERUN_GATE: 'threshold',
    },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  config.store = { kind: 'file', path: path.join(folder, 'store') };
  config.temporal.queuePrefix = `test-${randomBytes(6).toString('hex')}-`;
  config.workers.shutdownGraceMs = 500;
  return config;
}
