import { Config } from '../../contracts/config';
import { DEFAULTS } from './defaults';
import type { ConfigProblem } from './problem';
import { distinct, valueAt, type Resolution } from './resolution';
import { resolveMcpServers } from './resolve-mcp-servers';
import { resolveModels } from './resolve-models';
import { resolveSearch, searchProvider } from './resolve-search';
import { resolveSpeculation } from './resolve-speculation';
import { resolveStore } from './resolve-store';
import { resolveToolPolicy } from './resolve-tool-policy';
import { readValue, type ConfigSource, type Setting } from './setting';
import { Settings } from './settings';
import { settingsFromEnvironment, type Environment } from './settings-from-environment';
import { settingsFromFile, type ConfigFileContent } from './settings-from-file';

/** One flag of the command line, such as `{ flag: '--lookahead', path: 'speculation.lookahead', value: '2' }`. */
export interface FlagSetting {
  flag: string;
  /** Place in the configuration. */
  path: string;
  /** Text as typed, or a value of the right type. Undefined: the flag was not given. */
  value: unknown;
}

export interface ConfigInput {
  flags?: FlagSetting[];
  /** The environment of the process. */
  env?: Environment;
  /** Content of a `.env` file; the environment beats it. */
  dotenv?: Environment;
  /** `forerun.config.json` after JSON.parse, with its path. */
  file?: ConfigFileContent;
}

export type LoadedConfig =
  | { ok: true; config: Config; sources: Record<string, ConfigSource> }
  | { ok: false; problems: ConfigProblem[] };

/**
 * The configuration: a flag beats the environment, the environment beats `.env`, that beats the file, and the file
 * beats the defaults. Reports every problem at once, those in values that something stronger overrides among them.
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const { settings, problems } = gather(input);
  const sources: Record<string, ConfigSource> = {};
  const search = searchProvider(settings);
  const provider = valueAt(
    { settings, sources, problems },
    ['provider'],
    DEFAULTS.provider,
  ) as Config['provider'];
  const counted = settings.where((only) =>
    'provider' in only ? only.provider === provider : only.search === search,
  );
  const resolution: Resolution = { settings: counted, sources, problems };
  const plain = (name: PlainSection): Record<string, unknown> => resolveSection(resolution, name);
  const toolset = valueAt(resolution, ['toolset'], DEFAULTS.toolset) as Config['toolset'];
  const config = {
    provider,
    models: resolveModels(resolution, provider),
    agent: plain('agent'),
    speculation: resolveSpeculation(resolution, plain('speculation'), toolset),
    toolset,
    toolPolicy: resolveToolPolicy(resolution, toolset),
    replay: plain('replay'),
    mcp: { ...plain('mcp'), servers: resolveMcpServers(resolution), policy: {} },
    search: resolveSearch(resolution, search),
    web: plain('web'),
    sandbox: plain('sandbox'),
    store: resolveStore(resolution),
    temporal: plain('temporal'),
    workers: plain('workers'),
    batch: plain('batch'),
    log: plain('log'),
  };
  if (problems.length > 0) return { ok: false, problems: distinct(problems) };
  return { ok: true, config: Config.parse(config), sources };
}

type PlainSection =
  'mcp' | 'replay' | 'agent' | 'speculation' | 'web' | 'sandbox' | 'temporal' | 'workers' | 'batch' | 'log';

function resolveSection(resolution: Resolution, name: PlainSection): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(DEFAULTS[name]).map(([key, fallback]) => [
      key,
      valueAt(resolution, [name, key], fallback),
    ]),
  );
}

function gather(input: ConfigInput): { settings: Settings; problems: ConfigProblem[] } {
  const env = input.env ?? {};
  const shadowed = Object.entries(input.dotenv ?? {}).filter(([name]) => !env[name]?.trim());
  const parts = [
    settingsFromFlags(input.flags ?? []),
    settingsFromEnvironment(env, 'environment'),
    settingsFromEnvironment(Object.fromEntries(shadowed), '.env'),
    ...(input.file ? [settingsFromFile(input.file)] : []),
  ];
  return {
    settings: new Settings(parts.flatMap((part) => part.settings)),
    problems: parts.flatMap((part) => part.problems),
  };
}

function settingsFromFlags(flags: FlagSetting[]): { settings: Setting[]; problems: ConfigProblem[] } {
  const settings: Setting[] = [];
  const problems: ConfigProblem[] = [];
  for (const { flag, path, value } of flags) {
    if (value === undefined) continue;
    const read = readValue(path.split('.'), value, flag, 'text');
    if (!read.ok) problems.push(read.problem);
    else settings.push({ path: path.split('.'), value: read.value, source: { kind: 'flag', name: flag } });
  }
  return { settings, problems };
}
