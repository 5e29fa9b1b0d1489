import type { BlobStore } from '../contracts/blob-store';
import type { Outcome } from '../contracts/outcome';

/**
 * Runs a non-idempotent write at most once over all attempts of its activity. A journal entry is made before it begins
 * and another when it is done, so an attempt after a crash returns the true outcome where there is one, executes where
 * nothing had begun, and otherwise says that nobody knows.
 */
export async function writeOnce(
  store: BlobStore,
  idempotencyKey: string,
  execute: () => Promise<Outcome>,
  unknown: () => Promise<Outcome>,
): Promise<Outcome> {
  const begun = `writes/${idempotencyKey.toLowerCase()}.begun`;
  const done = `writes/${idempotencyKey.toLowerCase()}.done`;
  const isFirst = await store.createNamed(begun, new TextEncoder().encode(idempotencyKey));
  if (!isFirst) {
    const recorded = await store.getNamed(done);
    return recorded ? (JSON.parse(new TextDecoder().decode(recorded)) as Outcome) : unknown();
  }
  const outcome = await execute();
  await store.putNamed(done, new TextEncoder().encode(JSON.stringify(outcome)));
  return outcome;
}
