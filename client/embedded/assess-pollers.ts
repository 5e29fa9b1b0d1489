import type { QueueRole } from '../../contracts/names';
import { parseWorkerIdentity } from './worker-identity';

/** Somebody who has asked a queue for work in the last minutes. */
export interface Poller {
  queue: QueueRole;
  identity: string;
  lastAccessMs: number;
}

/** What the queues' pollers mean for a command. */
export type WorkersVerdict =
  | { kind: 'ready' }
  /** Nobody serves these roles; what else is there has the same configuration. */
  | { kind: 'missing'; roles: QueueRole[] }
  /** Workers of another configuration serve the queues: they must not be used silently. */
  | { kind: 'foreign'; identities: string[] };

/** Without these no run gets anywhere; speculation may lack its workers (DESIGN.md rule 1). */
const NEEDED: readonly QueueRole[] = ['orchestrator', 'actor', 'tools'];

/** A living worker asks again at least every minute; the server remembers pollers for five. */
const FRESH_MS = 65_000;

/**
 * Judges who serves a deployment's queues. Workers on this machine count while their process lives, others by the time
 * of their last poll. Pure.
 */
export function assessPollers(input: {
  pollers: readonly Poller[];
  fingerprint: string;
  nowMs: number;
  host: string;
  isAlive: (pid: number) => boolean;
}): WorkersVerdict {
  const living = input.pollers.filter((poller) => isLiving(poller, input));
  const foreign = living.filter(
    ({ identity }) => parseWorkerIdentity(identity)?.fingerprint !== input.fingerprint,
  );
  if (foreign.length > 0) {
    return { kind: 'foreign', identities: [...new Set(foreign.map(({ identity }) => identity))].sort() };
  }
  const missing = NEEDED.filter((role) => !living.some(({ queue }) => queue === role));
  return missing.length === 0 ? { kind: 'ready' } : { kind: 'missing', roles: missing };
}

function isLiving(
  poller: Poller,
  input: { nowMs: number; host: string; isAlive: (pid: number) => boolean },
): boolean {
  if (input.nowMs - poller.lastAccessMs > FRESH_MS) return false;
  const known = parseWorkerIdentity(poller.identity);
  return known?.host === input.host ? input.isAlive(known.pid) : true;
}
