import { sha256Hex } from '../../core/sha256';

/** What providers accept as the name of a tool. */
const MAX_CHARS = 64;
const HASH_CHARS = 8;

/**
 * The name under which models know a server's tool: `server__tool`. It depends on these two alone, so it stays the same
 * whatever else is configured, and no two tools have one: a name that would have to be changed or cut, or whose border
 * could stand elsewhere, ends with a hash of both.
 */
export function toolName(server: string, tool: string): string {
  const plain = plainName(server, tool);
  const isPlain = /^[A-Za-z0-9_-]+$/.test(plain) && plain.length <= MAX_CHARS;
  if (isPlain && !server.includes('__') && !server.endsWith('_')) return plain;
  const hash = sha256Hex(`${server}\n${tool}`).slice(0, HASH_CHARS);
  return `${beginningOf(plain)}_${hash}`;
}

/** Whether a name may be that of one of a server's tools, whatever these are. */
export const mayBeToolOf = (server: string, name: string): boolean =>
  name.startsWith(beginningOf(plainName(server, '')));

const plainName = (server: string, tool: string): string => `${server}__${tool}`;

/** As much of a name as stands before the hash, where there is one. */
const beginningOf = (plain: string): string =>
  plain.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_CHARS - HASH_CHARS - 1);
