import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Config } from '../contracts/config';
import { ForerunError } from '../contracts/errors';
import { loadConfig, type FlagSetting } from '../core/config/load-config';
import { withMcpFiles } from '../core/config/mcp-files';
import { problemsText, type ConfigProblem } from '../core/config/problem';
import type { ConfigSource } from '../core/config/setting';
import type { Environment } from '../core/config/settings-from-environment';
import type { ConfigFileContent } from '../core/config/settings-from-file';
import { errorCode } from './durable-file';
import { findUpwards } from './find-upwards';

export const CONFIG_FILE = 'forerun.config.json';

export interface ReadConfigInput {
  cwd: string;
  env: Environment;
  flags?: FlagSetting[];
  /** A file to use instead of the one that is found; it must exist. */
  configPath?: string;
}

export interface ReadConfig {
  /** The paths of a file store and of a table model are absolute. */
  config: Config;
  sources: Record<string, ConfigSource>;
  /** `.env` and the environment together, for those who read further variables, such as TEMPORAL_ADDRESS. */
  environment: Record<string, string | undefined>;
  /** Absolute paths of what was read. */
  files: { config?: string; dotenv?: string };
}

/**
 * The configuration of a process: flags, environment, `.env` and `forerun.config.json`, the two files found in `cwd`
 * or above it. Throws ForerunError `config_invalid` that lists every problem with its remedy
 * (`details.problems` has them one by one).
 */
export async function readConfig({ cwd, env, flags, configPath }: ReadConfigInput): Promise<ReadConfig> {
  const problems: ConfigProblem[] = [];
  const dotenvPath = await findUpwards(cwd, '.env', 'file');
  const dotenvText = dotenvPath && (await readText(dotenvPath, problems));
  const dotenv: Environment = dotenvText ? parseEnv(dotenvText) : {};
  const filePath = configPath ? resolve(cwd, configPath) : await findUpwards(cwd, CONFIG_FILE, 'file');
  const file = filePath ? await readJson(filePath, problems) : undefined;
  const loaded = loadConfig({ flags, env, dotenv, file });
  if (!loaded.ok) problems.push(...loaded.problems);
  if (!loaded.ok || problems.length > 0) throw configInvalid(problems);
  const { sources } = loaded;
  const files = { ...(filePath && { config: filePath }), ...(dotenvPath && { dotenv: dotenvPath }) };
  const config = await withMcp({ config: loaded.config, sources, cwd, files, problems });
  if (problems.length > 0) throw configInvalid(problems);
  return {
    config: withAbsoluteTable(await withAbsoluteStore(config, sources, cwd, files), sources, cwd, files),
    sources,
    environment: { ...dotenv, ...withoutEmpty(env) },
    files,
  };
}

function configInvalid(problems: ConfigProblem[]): ForerunError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const message = `The configuration has ${count}:\n${problemsText(problems)}`;
  const remedy = problems.length === 1 ? problems[0]?.remedy : 'Mend each of them as it says.';
  return new ForerunError({ code: 'config_invalid', blame: 'user', message, remedy, details: { problems } });
}

/** An empty variable is one that is not set: it does not hide what `.env` says. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

async function readText(path: string, problems: ConfigProblem[]): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT';
    const problem = missing
      ? 'there is no such file'
      : `cannot be read (${errorCode(error) ?? String(error)})`;
    const remedy = missing ? 'Check the path.' : 'Make it readable for this user, or move it away.';
    problems.push({ where: path, problem, remedy });
    return undefined;
  }
}

async function readJson(path: string, problems: ConfigProblem[]): Promise<ConfigFileContent | undefined> {
  const text = await readText(path, problems);
  if (text === undefined) return undefined;
  try {
    return { path, content: JSON.parse(text) as unknown };
  } catch (error) {
    const problem = `is not JSON (${jsonComplaint(error, text)})`;
    problems.push({
      where: path,
      problem,
      remedy: 'Mend it there; comments and trailing commas are no JSON.',
    });
    return undefined;
  }
}

/** Where the text breaks off, without quoting it: it may hold a key. */
function jsonComplaint(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return 'it ends too early or is empty';
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What the files of the toolset mcp say. Paths in them are relative to them; a policy file need not be there yet. */
async function withMcp(input: {
  config: Config;
  sources: Record<string, ConfigSource>;
  cwd: string;
  files: ReadConfig['files'];
  problems: ConfigProblem[];
}): Promise<Config> {
  const { config, sources, cwd, files, problems } = input;
  const pathOf = (key: 'serversFile' | 'policyFile'): string => {
    const kind = sources[`mcp.${key}`]?.kind ?? 'default';
    const beside =
      kind === 'file' || kind === 'default' ? files.config : kind === '.env' ? files.dotenv : undefined;
    return resolve(beside ? dirname(beside) : cwd, config.mcp[key]);
  };
  const serversFile = config.mcp.serversFile === '' ? '' : pathOf('serversFile');
  const policyFile = config.mcp.policyFile === '' ? '' : pathOf('policyFile');
  const servers = serversFile === '' ? undefined : await readJson(serversFile, problems);
  const hasPolicy = policyFile !== '' && (await exists(policyFile));
  const policy = hasPolicy ? await readJson(policyFile, problems) : undefined;
  const own = inFolder(config.mcp.servers, files.config ? dirname(files.config) : cwd);
  const named = { ...config, mcp: { ...config.mcp, serversFile, policyFile, servers: own } };
  const merged = withMcpFiles(named, { ...(servers && { servers }), ...(policy && { policy }) });
  problems.push(...merged.problems);
  const all = inFolder(merged.config.mcp.servers, serversFile === '' ? cwd : dirname(serversFile));
  return { ...merged.config, mcp: { ...merged.config.mcp, servers: all } };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A server runs in the folder of the file that names it, or in one relative to that. */
function inFolder(servers: Config['mcp']['servers'], folder: string): Config['mcp']['servers'] {
  return Object.fromEntries(
    Object.entries(servers).map(([name, server]) => [
      name,
      server.command === undefined ? server : { ...server, cwd: resolve(folder, server.cwd ?? '') },
    ]),
  );
}

/** Relative to what names it: the file's folder, or the current one; the default beside the nearest `.forerun`. */
async function withAbsoluteStore(
  config: Config,
  sources: Record<string, ConfigSource>,
  cwd: string,
  files: ReadConfig['files'],
): Promise<Config> {
  if (config.store.kind !== 'file') return config;
  const folder = await storeBase(sources['store.path']?.kind ?? 'default', cwd, files);
  return { ...config, store: { ...config.store, path: resolve(folder, config.store.path) } };
}

/** A table model's path, relative to what names it. */
function withAbsoluteTable(
  config: Config,
  sources: Record<string, ConfigSource>,
  cwd: string,
  files: ReadConfig['files'],
): Config {
  const { tableModel } = config.speculation;
  if (tableModel === '') return config;
  const folder = baseOf(sources['speculation.tableModel']?.kind ?? 'default', cwd, files);
  return { ...config, speculation: { ...config.speculation, tableModel: resolve(folder, tableModel) } };
}

async function storeBase(
  kind: ConfigSource['kind'],
  cwd: string,
  files: ReadConfig['files'],
): Promise<string> {
  if (kind !== 'default') return baseOf(kind, cwd, files);
  const own = await findUpwards(cwd, '.forerun', 'folder');
  return own ? dirname(own) : cwd;
}

/** The folder to which a path of this source is relative. */
function baseOf(kind: ConfigSource['kind'], cwd: string, files: ReadConfig['files']): string {
  if (kind === '.env' && files.dotenv) return dirname(files.dotenv);
  if (kind === 'file' && files.config) return dirname(files.config);
  return cwd;
}
