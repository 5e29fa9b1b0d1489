import type { Config } from '../../contracts/config';
import type { McpServer } from '../../contracts/mcp';
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

const SECRET_NAME = /key|token|secret|passw|credential|auth|session|cookie/i;
const SHORTEST_SECRET = 6;

/**
 * What tool servers are given that looks like a secret: their headers, environment variables of such names, and the
 * variables that these are filled with.
 */
export function secretsOfServers(
  servers: Readonly<Record<string, McpServer>>,
  environment: Environment,
): string[] {
  const texts = Object.values(servers).flatMap(({ env = {}, headers = {}, url = '', args = [] }) => {
    const named = Object.entries(env).filter(([name]) => SECRET_NAME.test(name));
    return [...named.map(([, value]) => value), ...Object.values(headers), ...secretParts([url, ...args])];
  });
  const values = texts.flatMap((text) => {
    const variables = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => environment[name] ?? '');
    return variables.length > 0 ? variables : [text.replace(/^(bearer|basic)\s+/i, '')];
  });
  const secrets = values.map((value) => value.trim()).filter((value) => value.length >= SHORTEST_SECRET);
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
}

/** Variables of such names that stand in an address or an argument. */
const secretParts = (texts: string[]): string[] =>
  texts.flatMap((text) =>
    [...text.matchAll(/\$\{\w+[^}]*\}/g)].map(([part]) => part).filter((part) => SECRET_NAME.test(part)),
  );

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
