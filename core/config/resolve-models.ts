import type { Config, ModelProfile, ModelProvider, Price } from '../../contracts/config';
import { defaultPrice } from './default-prices';
import { MODEL_ROLES, NO_KEY, OPENAI_URL, PROFILE_DEFAULTS, ROLE_DEFAULTS, type ModelRole } from './defaults';
import { keyForEndpoint, type Endpoint, type Key } from './key-for-endpoint';
import { DEFAULT_SOURCE, ownValueAt, valueAt, type Resolution } from './resolution';
import type { Setting } from './setting';
import { isGeneral } from './settings';
import type { EnvironmentSetting } from './settings-from-environment';

/** All profiles: the roles, and the further ones that the file names. */
export function resolveModels(resolution: Resolution, provider: ModelProvider): Config['models'] {
  const names = new Set<string>([...MODEL_ROLES, ...resolution.settings.namesBelow('models')]);
  const resolver = new ProfileResolver(resolution, provider);
  return Object.fromEntries([...names].map((name) => [name, resolver.profile(name)]));
}

const isRole = (name: string): name is ModelRole => MODEL_ROLES.some((role) => role === name);

class ProfileResolver {
  constructor(
    private readonly resolution: Resolution,
    private readonly provider: ModelProvider,
  ) {}

  profile(name: string): ModelProfile {
    const endpoint = this.endpoint(name);
    const role = isRole(name) ? name : 'actor';
    const defaults = ROLE_DEFAULTS[this.provider][role];
    const model = this.model(name);
    const vllm = this.value(name, 'vllm', this.provider === 'vllm' && this.isVllm(name, endpoint)) as boolean;
    const concurrency = this.value(name, 'concurrency', PROFILE_DEFAULTS.concurrency) as number;
    const aheadConcurrency = this.value(name, 'aheadConcurrency', Math.max(1, concurrency - 1)) as number;
    this.checkConcurrency(name, concurrency, aheadConcurrency);
    return {
      baseUrls: endpoint.urls,
      apiKey: this.apiKey(name, endpoint),
      model,
      maxTokens: this.value(name, 'maxTokens', PROFILE_DEFAULTS.maxTokens) as number,
      ...this.optional(name, 'temperature'),
      ...this.optional(name, 'reasoningEffort'),
      priceUsdPerMillion: this.value(name, 'priceUsdPerMillion', defaultPrice(model, vllm)) as Price,
      concurrency,
      aheadConcurrency,
      requestTimeoutMs: this.value(name, 'requestTimeoutMs', defaults.requestTimeoutMs) as number,
      replay: this.value(name, 'replay', PROFILE_DEFAULTS.replay) as ModelProfile['replay'],
      vllm,
    };
  }

  private value(name: string, key: string, fallback: unknown): unknown {
    const read = isRole(name) ? valueAt : ownValueAt;
    return read(this.resolution, ['models', name, key], fallback);
  }

  private optional(name: string, key: 'temperature' | 'reasoningEffort'): object {
    const value = this.value(name, key, undefined);
    return value === undefined ? {} : { [key]: value };
  }

  private setting(name: string, key: string): Setting | undefined {
    const { settings } = this.resolution;
    const own = isRole(name) ? undefined : settings.own('models', name, key);
    return own ?? settings.pick('models', name, key);
  }

  /** With vLLM, roles without a server of their own are served by the actor's. */
  private leansOnActor(name: string): boolean {
    return this.provider === 'vllm' && name !== 'actor' && name !== 'spec' && !this.setting(name, 'baseUrls');
  }

  private model(name: string): string {
    if (!isRole(name) && !this.setting(name, 'model')) {
      const where = `models.${name}.model`;
      const remedy = 'Give the name of the model as its server knows it.';
      this.resolution.problems.push({ where, problem: 'the profile names no model', remedy });
    }
    const fallback = ROLE_DEFAULTS[this.provider][isRole(name) ? name : 'actor'].model;
    const actors = name === 'vision' && this.leansOnActor(name);
    return this.value(
      name,
      'model',
      actors ? (this.setting('actor', 'model')?.value ?? fallback) : fallback,
    ) as string;
  }

  private endpoint(name: string): Endpoint {
    const from = this.leansOnActor(name) ? 'actor' : name;
    const setting = this.setting(from, 'baseUrls');
    const fallback = ROLE_DEFAULTS[this.provider][isRole(from) ? from : 'actor'].baseUrls;
    const urls = ((setting?.value as string[] | undefined) ?? fallback).map((url) => url.replace(/\/+$/, ''));
    const source = setting?.source ?? DEFAULT_SOURCE;
    this.resolution.sources[`models.${name}.baseUrls`] = source;
    const family = setting ? familyOf(setting) : this.provider;
    return { urls, source, family, home: OPENAI_URL, provider: this.provider };
  }

  private isVllm(name: string, endpoint: Endpoint): boolean {
    return endpoint.family === 'vllm' || endpoint.source.kind === 'file';
  }

  private apiKey(name: string, endpoint: Endpoint): string {
    const { settings, sources, problems } = this.resolution;
    const given = settings.all('models', name, 'apiKey');
    const actors = this.leansOnActor(name) ? settings.all('models', 'actor', 'apiKey') : [];
    const keys = [...given, ...actors.filter((setting) => !isGeneral(setting))].map(toKey);
    const allowed = settings.all('keys', 'allowedHosts');
    const { key, problem } = keyForEndpoint(keys, endpoint, allowed, remedyFor(name));
    if (problem) problems.push(problem);
    sources[`models.${name}.apiKey`] = key?.source ?? DEFAULT_SOURCE;
    return key?.value ?? (this.provider === 'vllm' ? NO_KEY : '');
  }

  private checkConcurrency(name: string, concurrency: number, ahead: number): void {
    if (ahead <= concurrency) return;
    const where = this.setting(name, 'aheadConcurrency')?.source.name ?? `models.${name}.aheadConcurrency`;
    const problem = `${ahead} requests ahead are more than the ${concurrency} that models.${name} may have open`;
    const remedy = `Give at most ${concurrency}, or raise models.${name}.concurrency.`;
    this.resolution.problems.push({ where, problem, remedy });
  }
}

const familyOf = (setting: Setting): ModelProvider | undefined =>
  (setting as Partial<EnvironmentSetting>).variable?.family;

const toKey = (setting: Setting): Key => ({
  value: setting.value as string,
  source: setting.source,
  family: familyOf(setting),
  general: isGeneral(setting),
});

const OWN_NAMES: Record<ModelRole, string> = {
  actor: 'ACTOR_BASE_URL with ACTOR_OPENAI_API_KEY',
  spec: 'SPEC_BASE_URL with SPEC_OPENAI_API_KEY',
  vision: 'VISION_BASE_URL with VISION_API_KEY',
  transcribe: 'AUDIO_BASE_URL with AUDIO_API_KEY',
};

function remedyFor(name: string): string {
  const beside = `models.${name}.apiKey beside models.${name}.baseUrls in the file`;
  const pair = isRole(name) ? `${OWN_NAMES[name]}, or ${beside}` : beside;
  return `Set URL and key in the same place: ${pair} (EMPTY if the server wants no key); or list the host in FORERUN_KEY_HOSTS where the key is set.`;
}
