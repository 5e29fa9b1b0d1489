import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import type { Config } from '../../contracts/config';
import { ForerunError } from '../../contracts/errors';
import { WORKER_ROLES } from '../../contracts/names';
import { missingKeys } from '../../core/config/missing-keys';
import { connectClient } from '../../runtime/connect-client';
import { openStore } from '../../store/open-store';
import { readConfig } from '../../store/read-config';
import { findServer, type FoundServer } from '../embedded/find-server';
import { packageRoot } from '../embedded/package-root';
import { ensureSearchAttributes } from '../sdk/search-attributes';
import { startChildProgram, type ChildProgram } from './child-program';
import { demoEnvironment } from './demo-environment';
import type { DemoOptions } from './demo-options';
import { startLocalWeb } from './local-web';

/** Where the demonstration's questions, web and script are. */
export const demoFolder = (): string => join(packageRoot(), 'examples', 'demo');

const WEB_SEED = 17;

/** Everything that the demonstration runs on: Temporal, models, web, workers. Held until `release`. */
export interface DemoWorld {
  client: Client;
  server: FoundServer;
  config: Config;
  store: BlobStore;
  searchAttributes: boolean;
  logPath: string;
  /** Rejects when a part of it is lost; never resolves. */
  lost: Promise<never>;
  /** Drains the workers, then ends the rest. */
  release(): Promise<void>;
}

/** What has been opened so far, to be closed in reverse order, also where the next part fails. */
class Openings {
  private readonly closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.closers.unshift(close);
  }

  /** Closes everything; the first failure is thrown when the rest is closed, too. */
  async close(): Promise<void> {
    const results: PromiseSettledResult<void>[] = [];
    for (const close of this.closers.splice(0)) results.push(...(await Promise.allSettled([close()])));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

/** Brings everything up. Throws ForerunError. */
export async function openDemoWorld(input: {
  options: DemoOptions;
  cwd: string;
  forerunDir: string;
  log: (line: string) => void;
}): Promise<DemoWorld> {
  const opened = new Openings();
  try {
    return await openParts(input, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openParts(input: Parameters<typeof openDemoWorld>[0], opened: Openings): Promise<DemoWorld> {
  const { options, forerunDir, log } = input;
  const logPath = join(forerunDir, 'demo.log');
  // Simulated: a folder above which there is neither a .env nor a forerun.config.json of the user's.
  const workFolder = await mkdtemp(join(tmpdir(), 'forerun-demo-'));
  opened.add(() => rm(workFolder, { recursive: true, force: true }));
  const cwd = options.real ? input.cwd : workFolder;

  const web = await startLocalWeb({
    folder: join(demoFolder(), 'web'),
    timeScale: options.timeScale,
    seed: WEB_SEED,
  });
  opened.add(() => web.close());
  const models = options.real ? undefined : await startModels({ options, cwd, logPath });
  if (models) opened.add(() => models.stop());

  let lose: (error: ForerunError) => void = () => undefined;
  const serverLost = new Promise<never>((_, reject) => (lose = reject));
  const server = await findServer({
    forerunDir,
    useConfigured: options.useEnv,
    environment: process.env,
    uiUrl: options.useEnv ? (process.env.FORERUN_UI_URL ?? '') : '',
    log,
    onLost: (reason) => lose(temporalLost(reason)),
  });
  opened.add(() => server.release());

  const env = demoEnvironment(
    process.env,
    {
      ...(models ? { modelsUrl: String(models.announced.url) } : {}),
      web,
      queuePrefix: `demo-${randomBytes(4).toString('hex')}-`,
      storePath: join(forerunDir, 'store'),
    },
    server.kind === 'configured' ? undefined : server.where,
  );
  const { config } = await readConfig({ cwd, env });
  if (options.real) requireKeys(config);
  const client = await connectClient(server.where);
  opened.add(() => client.connection.close());
  const workers = await startChildProgram({
    program: 'workers/main.js',
    args: WORKER_ROLES,
    cwd,
    env,
    logPath,
  });
  opened.add(() => workers.stop());
  const searchAttributes = await ensureSearchAttributes(client, (reason) =>
    log(`warning: runs are started without search attributes, which the namespace lacks: ${reason}`),
  );
  const lost = Promise.race([serverLost, workers.lost, ...(models ? [models.lost] : [])]);
  lost.catch(() => undefined);
  return {
    client,
    server,
    config,
    store: openStore(config.store, { cwd }),
    searchAttributes,
    logPath,
    lost,
    release: () => opened.close(),
  };
}

function startModels(input: { options: DemoOptions; cwd: string; logPath: string }): Promise<ChildProgram> {
  const { options, cwd, logPath } = input;
  const script = join(demoFolder(), 'script.yaml');
  return startChildProgram({
    program: 'models/simulated/main.js',
    args: [script, '--time-scale', String(options.timeScale)],
    cwd,
    env: process.env,
    logPath,
  });
}

function requireKeys(config: Config): void {
  const [problem] = missingKeys(config, ['actor', 'spec'], false);
  if (!problem) return;
  throw new ForerunError({
    code: 'key_missing',
    blame: 'user',
    message: `${problem.where}: ${problem.problem}`,
    remedy: problem.remedy,
  });
}

const temporalLost = (reason: string): ForerunError =>
  new ForerunError({
    code: 'temporal_lost',
    blame: 'system',
    message: `the Temporal server is gone: ${reason}`,
    remedy: 'Run the demonstration again.',
  });
