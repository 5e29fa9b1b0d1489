import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { ForerunError } from '../../contracts/errors';
import { addressRefusal } from './address-refusal';
import { bareHost, isAllowedHost } from './allowed-host';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** Name to addresses; rejects where the name has none. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export const systemResolve: Resolve = async (hostname) => {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

interface GuardedConnectorSettings {
  allowPrivateHosts: string[];
  resolve: Resolve;
  connectTimeoutMs: number;
}

/**
 * The addresses of a host that may be connected to. Throws ForerunError `address_refused` where there is none, and
 * whatever `resolve` throws. A name with public and private addresses keeps its public ones only.
 */
export async function permittedAddresses(
  host: string,
  port: string,
  { allowPrivateHosts, resolve }: Pick<GuardedConnectorSettings, 'allowPrivateHosts' | 'resolve'>,
): Promise<ResolvedAddress[]> {
  const name = bareHost(host);
  const literal = isIP(name);
  const all: ResolvedAddress[] =
    literal === 0 ? await resolve(name) : [{ address: name, family: literal === 6 ? 6 : 4 }];
  if (isAllowedHost(name, port, allowPrivateHosts)) return all;
  const permitted = all.filter(({ address }) => addressRefusal(address) === undefined);
  if (permitted.length > 0) return permitted;
  const reasons = all.map(({ address }) => `${address} (${addressRefusal(address)})`).join(', ');
  throw new ForerunError({
    code: 'address_refused',
    blame: 'model',
    message: `The host ${host} is not on the public internet: ${reasons || 'it has no address'}.`,
    remedy: 'An operator can allow it by name in web.allowPrivateHosts.',
  });
}

/**
 * undici connector that resolves once, checks what came back, and connects to exactly that: the socket's own lookup
 * only repeats the checked addresses, so a second DNS answer cannot differ. Runs for every connection, so for every
 * hop of a redirect, literal addresses included.
 */
export function guardedConnector(settings: GuardedConnectorSettings): buildConnector.connector {
  return (options, callback) => {
    const port = options.port || (options.protocol === 'https:' ? '443' : '80');
    permittedAddresses(options.hostname, port, settings).then(
      (addresses) => {
        const connect = buildConnector({
          timeout: settings.connectTimeoutMs,
          autoSelectFamily: true,
          lookup: fixedLookup(addresses),
        } as buildConnector.BuildOptions);
        connect(options, callback);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

function fixedLookup(addresses: ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) return callback(null, addresses);
    const first = addresses[0];
    if (first) callback(null, first.address, first.family);
  };
}
