import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, hostname, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DatasetProblem } from '../dataset/example';

/** Under which conditions a folder's runs were made; enough to make them again. Holds no secrets. */
export const Manifest = z.object({
  format: z.literal('forerun-manifest/1'),
  batch_id: z.string(),
  started_at: z.string(),
  /** Absent while the batch is not finished. */
  finished_at: z.string().optional(),
  /** Command line, without the program. */
  command: z.array(z.string()),
  /** Configuration without keys; `(set)` stands where one was. */
  config: z.unknown().optional(),
  arms: z.array(z.string()),
  dataset: z.object({
    path: z.string(),
    selected: z.number().int().nonnegative(),
    /** Selected examples that could not be run, and why. */
    left_out: z.array(z.object({ example: z.string(), code: z.string(), message: z.string() })).optional(),
    repository: z.string().optional(),
    split: z.string().optional(),
    revision: z.string().optional(),
    commit: z.string().optional(),
  }),
  /** Names as the servers returned them. */
  models: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).optional(),
  host: z.object({
    name: z.string(),
    system: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memory_bytes: z.number(),
  }),
});
export type Manifest = z.infer<typeof Manifest>;
export type LeftOut = NonNullable<Manifest['dataset']['left_out']>[number];

/** A manifest at the start of a batch. `versions` names Forerun and the packages that matter; Node's is added. */
export async function startManifest(input: {
  batchId: string;
  startedAt: Date;
  command: readonly string[];
  config: unknown;
  arms: readonly string[];
  dataset: Manifest['dataset'];
  versions: Record<string, string>;
  /** Folder whose git state is told; the program's own. */
  sourceFolder: string;
}): Promise<Manifest> {
  const git = await gitState(input.sourceFolder);
  return {
    format: 'forerun-manifest/1',
    batch_id: input.batchId,
    started_at: input.startedAt.toISOString(),
    command: input.command.map(withoutUrlSecrets),
    config: withoutSecrets(input.config),
    arms: [...input.arms],
    dataset: input.dataset,
    models: [],
    versions: { node: process.versions.node, ...input.versions },
    ...(git ? { git } : {}),
    host: {
      name: hostname(),
      system: `${platform()} ${release()} ${arch()}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memory_bytes: totalmem(),
    },
  };
}

/** Examples that could not be run, as a manifest names them. Pure. */
export const leftOut = (problems: readonly DatasetProblem[]): LeftOut[] =>
  problems.map(({ id, level, error }) => ({
    example: level === '' ? id : `level${level}/${id}`,
    code: error.code,
    message: error.message,
  }));

const SECRET_KEY = /(api_?key|token|secret|password|authorization|credential)s?$/i;
/** Names that end like a secret's and are none. */
const NO_SECRET = /^(max|min)|tokens$/i;

/** A copy of JSON-like data without secrets: values of telling keys, and what URLs carry besides their address. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutUrlSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret(key, inner) ? (inner === '' ? '' : '(set)') : withoutSecrets(inner),
    ]),
  );
}

const isSecret = (key: string, value: unknown): boolean =>
  typeof value === 'string' && SECRET_KEY.test(key) && !NO_SECRET.test(key);

/** Takes user, password and query off the addresses in a text. */
const withoutUrlSecrets = (text: string): string =>
  text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#@]*@)?([^\s?#]*)(?:\?[^\s#]*)?/gi, '$1$2');

/** Commit and whether files differ from it; undefined outside a git checkout. */
async function gitState(folder: string): Promise<Manifest['git']> {
  const git = async (...given: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...given], { timeout: 10_000 });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', 'HEAD');
    return { commit, dirty: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return undefined;
  }
}
