import ipaddr from 'ipaddr.js';

/** Public by number, but the host's own metadata service in one large cloud. */
const CLOUD_SERVICES = new Set(['168.63.129.16']);

/**
 * Why an address must not be reached from a model's request, in a word or two; undefined where it may be.
 * Only global unicast passes. For IPv6 that is 2000::/3 (RFC 4291, IANA registry) without the special ranges
 * in it: outside lie IPv4-mapped, IPv4-compatible (`::7f00:1`, which ipaddr.js takes for unicast), NAT64, local
 * and unassigned addresses.
 */
export function addressRefusal(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'not an IP address';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range !== 'unicast') return range;
  if (CLOUD_SERVICES.has(parsed.toString())) return 'cloud metadata service';
  if (parsed.kind() === 'ipv6' && !isGlobalUnicast6(parsed.toByteArray())) return 'outside 2000::/3';
  return undefined;
}

function isGlobalUnicast6(bytes: number[]): boolean {
  return ((bytes[0] ?? 0) & 0xe0) === 0x20;
}
