import type { Config } from '../../contracts/config';
import { isNoKey } from './key-for-endpoint';
import type { Environment } from './settings-from-environment';
import { OTHER_VARIABLES, SECRET_VARIABLES } from './variables';

/** Every secret text of a configuration, for scrubbing: keys, and passwords in URLs. Longest first, each once. */
export function secretValues(config: Config): string[] {
  const keys = [...Object.values(config.models).map((model) => model.apiKey), config.search.apiKey];
  const secrets = [...keys.filter((key) => !isNoKey(key)), ...urlsOf(config).flatMap(passwordsOf)];
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
}

/** Secret texts of an environment, also those that the configuration has no use for at the moment. */
export function secretsOfEnvironment(environment: Environment): string[] {
  const others = OTHER_VARIABLES.filter((variable) => variable.secret).map(({ name }) => name);
  const values = [...SECRET_VARIABLES, ...others].map((name) => environment[name]?.trim() ?? '');
  return [...new Set(values.filter((value) => !isNoKey(value)))].toSorted((a, b) => b.length - a.length);
}

function urlsOf(config: Config): string[] {
  const endpoint = config.store.kind === 's3' ? config.store.endpoint : undefined;
  const urls = [...Object.values(config.models).flatMap((model) => model.baseUrls), config.search.url];
  return endpoint === undefined ? urls : [...urls, endpoint];
}

/** As it stands in the URL, and decoded. */
function passwordsOf(url: string): string[] {
  const { password } = new URL(url);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
