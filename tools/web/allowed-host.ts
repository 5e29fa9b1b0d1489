/** A host as URLs write it, without brackets, closing dot and upper case. */
export function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** `name`, `name:port`, `[v6]:port` or a bare IPv6 address. */
function parseEntry(entry: string): { host: string; port?: string } {
  const text = entry.trim();
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  if (bracketed?.[1]) return { host: bareHost(bracketed[1]), port: bracketed[2] };
  const named = /^([^:]+):(\d+)$/.exec(text);
  if (named?.[1]) return { host: bareHost(named[1]), port: named[2] };
  return { host: bareHost(text) };
}

/** Whether the operator vouches for this host and port. Names count as they stand in the address, not as resolved. */
export function isAllowedHost(host: string, port: string, allowPrivateHosts: string[]): boolean {
  const wanted = bareHost(host);
  return allowPrivateHosts
    .map(parseEntry)
    .some((entry) => entry.host === wanted && (entry.port === undefined || entry.port === port));
}
