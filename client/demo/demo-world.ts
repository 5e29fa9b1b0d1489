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
import { servicesOf } from '../../core/config/services';
import { connectClient } from '../../runtime/connect-client';
import { openStore } from '../../store/open-store';
import { readConfig } from '../../store/read-config';
import { findServer, type FoundServer } from '../embedded/find-server';
import { openLoss, temporalLost } from '../embedded/loss';
import { packageRoot } from '../embedded/package-root';
import { ensureSearchAttributes } from '../sdk/search-attributes';
import { startChildProgram, type ChildProgram } from './child-program';
import { demoEnvironment } from './demo-environment';
import type { DemoOptions } from './demo-options';
import { startLocalWeb } from './local-web';
import { Openings } from './openings';

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

interface WorldInput {
  options: DemoOptions;
  cwd: string;
  forerunDir: string;
  log: (line: string) => void;
}

/** Brings everything up. Throws ForerunError. */
export async function openDemoWorld(input: WorldInput): Promise<DemoWorld> {
  const opened = new Openings();
  try {
    return await openParts(input, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openParts(input: WorldInput, opened: Openings): Promise<DemoWorld> {
  const { options, forerunDir, log } = input;
  const logPath = join(forerunDir, 'demo.log');
  const cwd = options.real ? input.cwd : opened.keep(await emptyFolder(), removeFolder);
  const web = opened.keep(await startWeb(options), (part) => part.close());
  const models = options.real
    ? undefined
    : opened.keep(await startModels({ options, cwd, logPath }), (part) => part.stop());
  const { lost: serverLost, lose } = openLoss();
  const server = opened.keep(await openServer(input, lose), (part) => part.release());
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
  const client = opened.keep(await connectClient(server.where), (part) => part.connection.close());
  const program = { program: 'workers/main.js', args: WORKER_ROLES, cwd, env, logPath };
  const workers = opened.keep(await startChildProgram(program), (part) => part.stop());
  const searchAttributes = await ensureSearchAttributes(client, log);
  const lost = Promise.race([serverLost, workers.lost, ...(models ? [models.lost] : [])]);
  lost.catch(() => undefined);
  const store = openStore(config.store, { cwd });
  const release = (): Promise<void> => opened.close();
  return { client, server, config, store, searchAttributes, logPath, lost, release };
}

/** A folder above which there is neither a .env nor a forerun.config.json of the user's. */
const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'forerun-demo-'));

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const startWeb = ({ timeScale }: DemoOptions): ReturnType<typeof startLocalWeb> =>
  startLocalWeb({ folder: join(demoFolder(), 'web'), timeScale, seed: WEB_SEED });

const openServer = (
  { options, forerunDir, log }: WorldInput,
  lose: (error: ForerunError) => void,
): Promise<FoundServer> =>
  findServer({
    forerunDir,
    useConfigured: options.useEnv,
    environment: process.env,
    uiUrl: options.useEnv ? (process.env.FORERUN_UI_URL ?? '') : '',
    log,
    onLost: (reason) => lose(temporalLost(reason, 'Run the demonstration again.')),
  });

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
  const { decide, predict } = servicesOf(config);
  const [problem] = missingKeys(config, decide, predict);
  if (!problem) return;
  throw new ForerunError({
    code: 'key_missing',
    blame: 'user',
    message: `${problem.where}: ${problem.problem}`,
    remedy: problem.remedy,
  });
}
