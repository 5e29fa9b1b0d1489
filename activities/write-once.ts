import type { BlobStore } from '../contracts/blob-store';
import type { Outcome } from '../contracts/outcome';

/** One write: its place in the run, and which call stands there. */
interface Write {
  idempotencyKey: string;
  /** Canonical key of the call. */
  callKey: string;
}

/**
 * Runs a non-idempotent write at most once over all attempts of its activity. A journal entry is made before it begins
 * and another when it is done, so an attempt after a crash returns the true outcome where there is one, executes where
 * nothing had begun, and otherwise says that nobody knows. Another call at the same place, as a run has that was reset,
 * is a write of its own.
 */
export async function writeOnce(
  store: BlobStore,
  { idempotencyKey, callKey }: Write,
  execute: () => Promise<Outcome>,
  unknown: () => Promise<Outcome>,
): Promise<Outcome> {
  const name = `writes/${idempotencyKey.toLowerCase()}`;
  const isFirst = await store.createNamed(`${name}.begun`, new TextEncoder().encode(callKey));
  if (!isFirst) {
    if (await holdsAnother(store, name, callKey)) {
      const own = { idempotencyKey: `${idempotencyKey}-${callKey.slice(0, 16)}`, callKey };
      return writeOnce(store, own, execute, unknown);
    }
    const recorded = await store.getNamed(`${name}.done`);
    return recorded ? (JSON.parse(new TextDecoder().decode(recorded)) as Outcome) : unknown();
  }
  const outcome = await execute();
  await store.putNamed(`${name}.done`, new TextEncoder().encode(JSON.stringify(outcome)));
  return outcome;
}

/** Journals of earlier versions do not say which call began; they count as this one's. */
async function holdsAnother(store: BlobStore, name: string, callKey: string): Promise<boolean> {
  const bytes = await store.getNamed(`${name}.begun`);
  const begun = bytes ? new TextDecoder().decode(bytes) : '';
  return /^[0-9a-f]{64}$/.test(begun) && begun !== callKey;
}
