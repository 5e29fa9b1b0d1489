import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulatedServer, type SimulatedServer } from '../../../models/simulated/server';
import { testTemporal, type TestTemporal } from '../../support/temporal';

const repoRoot = path.resolve(__dirname, '../../..');
const forerun = path.join(repoRoot, 'scripts', 'forerun.mjs');

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** A command that runs; what it has printed so far is in `stdout` and `stderr`. */
export interface RunningCommand {
  child: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when standard output or standard error holds the text; rejects when the command ends without it. */
  until(text: string): Promise<void>;
  ended: Promise<Ended>;
}

/** A user's folder with a dataset, a simulated model server and a Temporal server, and the command line run in it. */
export class CliProject {
  private constructor(
    readonly folder: string,
    readonly temporal: TestTemporal,
    readonly models: SimulatedServer,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(script: Parameters<typeof startSimulatedServer>[0]['script']): Promise<CliProject> {
    if (!existsSync(path.join(repoRoot, 'dist', 'workflow-bundle.js'))) {
      throw new Error('dist/ is missing: run `node scripts/build.mjs` first');
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'forerun-cli-'));
    mkdirSync(path.join(folder, '.forerun'));
    const [temporal, models] = await Promise.all([testTemporal(), startSimulatedServer({ script })]);
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      FORERUN_QUEUE_PREFIX: `cli-${path.basename(folder).slice(-6)}-`,
      FORERUN_UI_URL: 'http://ui.invalid',
      FORERUN_SHUTDOWN_GRACE_MS: '500',
      ACTOR_BASE_URL: models.url,
      SPEC_BASE_URL: models.url,
      GAIA_ACTOR_MODEL: 'sim-actor',
      GAIA_SPEC_MODEL: 'sim-spec',
      GAIA_TOPK: '1',
      FORERUN_GATE: 'threshold',
      SERPER_API_KEY: 'a-search-key',
    };
    return new CliProject(folder, temporal, models, env);
  }

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  write(file: string, content: string | object): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), typeof content === 'string' ? content : JSON.stringify(content));
  }

  json<T = Record<string, unknown>>(file: string): T {
    return JSON.parse(readFileSync(this.path(file), 'utf8')) as T;
  }

  example(
    name: string,
    metadata: { task_id: string; question: string; final_answer: string; file_name?: string },
  ): void {
    this.write(`data/level1/${name}/metadata.json`, { level: '1', file_name: '', ...metadata });
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
    const child = spawn(process.execPath, [forerun, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    const listeners = new Set<() => void>();
    const notify = (): void => listeners.forEach((listener) => listener());
    child.stdout.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), notify()));
    child.stderr.on('data', (chunk: Buffer) => ((stderr += chunk.toString()), notify()));
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (code) => resolve({ status: code ?? -1, stdout, stderr })),
    );
    const until = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!stdout.includes(text) && !stderr.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then((end) =>
          reject(new Error(`ended with ${end.status} without "${text}"\n${end.stdout}\n${end.stderr}`)),
        );
      });
    return {
      child,
      get stdout() {
        return stdout;
      },
      get stderr() {
        return stderr;
      },
      until,
      ended,
    };
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** Stops the embedded workers that the commands have left, and everything else. */
  async close(): Promise<void> {
    await this.run(['dev', '--stop']);
    await this.models.close();
    await this.temporal.release();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
