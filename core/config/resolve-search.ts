import type { Config, SearchProvider } from '../../contracts/config';
import { DEFAULTS, SEARCH_URLS } from './defaults';
import { keyForEndpoint } from './key-for-endpoint';
import { DEFAULT_SOURCE, valueAt, type Resolution } from './resolution';
import type { Settings } from './settings';
import type { EnvironmentSetting } from './settings-from-environment';

/** The search provider that was asked for, or the first that has a key, or the default. */
export function searchProvider(settings: Settings): SearchProvider {
  const asked = settings.pick('search', 'provider');
  if (asked) return asked.value as SearchProvider;
  const keys = [...settings.all('search', 'apiKey'), ...settings.all('search', 'url')];
  if (keys.some((setting) => !providerOf(setting as EnvironmentSetting))) return DEFAULTS.search.provider;
  const withKey = settings.all('search', 'apiKey').map((key) => providerOf(key as EnvironmentSetting));
  const names = Object.keys(SEARCH_URLS) as SearchProvider[];
  return names.find((name) => withKey.includes(name)) ?? DEFAULTS.search.provider;
}

/** Undefined for what was not given by a provider's own variable. */
function providerOf(setting: Partial<EnvironmentSetting>): SearchProvider | undefined {
  const only = setting.variable?.only;
  return only && 'search' in only ? only.search : undefined;
}

/** The search service with the key that may go there. */
export function resolveSearch(resolution: Resolution, provider: SearchProvider): Config['search'] {
  const { settings, sources, problems } = resolution;
  valueAt(resolution, ['search', 'provider'], provider);
  const home = SEARCH_URLS[provider];
  const url = (valueAt(resolution, ['search', 'url'], home) as string).replace(/\/+$/, '');
  const source = settings.pick('search', 'url')?.source ?? DEFAULT_SOURCE;
  const keys = settings.all('search', 'apiKey').map((setting) => ({
    value: setting.value as string,
    source: setting.source,
    general: false,
  }));
  const prefix = provider.toUpperCase();
  const remedy = `Set URL and key in the same place: ${prefix}_URL with ${prefix}_API_KEY, or search.url with search.apiKey in the file; or list the host in FORERUN_KEY_HOSTS where the key is set.`;
  const endpoint = { urls: [url], source, home };
  const { key, problem } = keyForEndpoint(keys, endpoint, settings.all('keys', 'allowedHosts'), remedy);
  if (problem) problems.push(problem);
  sources['search.apiKey'] = key?.source ?? DEFAULT_SOURCE;
  return { provider, apiKey: key?.value ?? DEFAULTS.search.apiKey, url };
}
