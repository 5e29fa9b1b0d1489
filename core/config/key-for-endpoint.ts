import type { ModelProvider } from '../../contracts/config';
import { NO_KEY } from './defaults';
import type { ConfigProblem } from './problem';
import type { ConfigSource, Setting, SourceKind } from './setting';

/** URLs that a key may go to, and where they came from. */
export interface Endpoint {
  urls: string[];
  source: ConfigSource;
  /** Set where the URLs came by a variable or default of one provider. */
  family?: ModelProvider;
  /** The provider's public address: its keys may always go there. */
  home: string;
  /** Which provider's general key would be used for it. */
  provider?: ModelProvider;
}

/** A key that somebody gave. */
export interface Key {
  value: string;
  source: ConfigSource;
  /** Set where it came by a variable of one provider. */
  family?: ModelProvider;
  /** Meant for all of a provider's endpoints, not for one role. */
  general: boolean;
}

/**
 * Keys follow their endpoints: the first key that may be sent to all of the URLs, or a problem where keys are meant
 * for them and none may. A key may go to URLs that were set in the same place, to its provider's public address, and
 * to hosts that are allowed in the same place or a stronger one. So no file in a cloned folder can send a person's
 * key anywhere.
 */
export function keyForEndpoint(
  keys: Key[],
  endpoint: Endpoint,
  allowedHosts: Setting[],
  remedy: string,
): { key?: Key; problem?: ConfigProblem } {
  const key = keys.find(
    (candidate) =>
      (isNoKey(candidate.value) && isMeantFor(candidate, endpoint)) ||
      belongsTo(candidate, endpoint) ||
      endpoint.urls.every((url) => isAllowed(candidate, url, allowedHosts)),
  );
  const refused = keys.find((candidate) => isMeantFor(candidate, endpoint));
  if (key || !refused) return { key };
  const hosts = [...new Set(endpoint.urls.map((url) => new URL(url).host))].join(', ');
  const problem = `this key would be sent to ${hosts} (from ${endpoint.source.name}), where it does not belong`;
  return { problem: { where: refused.source.name, problem, remedy } };
}

export const isNoKey = (value: string): boolean => value === '' || value === NO_KEY;

function belongsTo(key: Key, endpoint: Endpoint): boolean {
  const atHome = endpoint.urls.every((url) => new URL(url).origin === new URL(endpoint.home).origin);
  if (atHome) return key.family !== 'vllm';
  const familyFits = key.family === undefined || key.family === endpoint.family;
  if (endpoint.source.kind === 'default') return familyFits;
  if (place(key.source.kind) !== place(endpoint.source.kind)) return false;
  return endpoint.family === undefined ? !key.general : familyFits;
}

/** Whether somebody who gave both would expect the key to be used. A general key is not missed on this machine. */
function isMeantFor(key: Key, endpoint: Endpoint): boolean {
  if (endpoint.family !== undefined) return key.family === undefined || key.family === endpoint.family;
  return !key.general || (key.family === endpoint.provider && !endpoint.urls.every(isLoopback));
}

/** Flags and environment are both given by the person who starts the command. */
function place(kind: SourceKind): 'command' | '.env' | 'file' | 'default' {
  return kind === 'flag' || kind === 'environment' ? 'command' : kind;
}

const TRUST = { command: 2, '.env': 1, file: 0, default: 0 } as const;

function isAllowed(key: Key, url: string, allowedHosts: Setting[]): boolean {
  const { host, hostname } = new URL(url);
  return allowedHosts.some(
    ({ value, source }) =>
      TRUST[place(source.kind)] >= TRUST[place(key.source.kind)] &&
      (value as string[]).some((name) => [host, hostname].includes(name.toLowerCase())),
  );
}

const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
