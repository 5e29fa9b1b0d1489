import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeOnce } from '../../activities/write-once';
import type { Outcome } from '../../contracts/outcome';
import { MemoryStore } from '../support/memory-store';

const callKey = 'a'.repeat(64);
const base = { textHash: 'h', chars: 1, seconds: 0, costUsd: 0 };
const done = (preview: string): Outcome => ({ ...base, ok: true, preview });
const unknown = (): Promise<Outcome> =>
  Promise.resolve({ ...base, ok: false, code: 'outcome_unknown', retryable: false, preview: '' });

/** Where an attempt dies: before its first step, around the execution, or not at all. */
type Death = 'before' | 'inside' | 'after' | 'never';

/** A store behind which the process dies when it wants to record that the write is done. */
class DyingStore extends MemoryStore {
  dying = false;

  override putNamed(name: string, bytes: Uint8Array): Promise<void> {
    return this.dying && name.endsWith('.done')
      ? Promise.reject(new Error('the process is gone'))
      : super.putNamed(name, bytes);
  }
}

async function attempt(store: DyingStore, death: Death, effect: () => void): Promise<Outcome | undefined> {
  if (death === 'before') return undefined;
  store.dying = death === 'after';
  const execute = (): Promise<Outcome> => {
    effect();
    return death === 'inside' ? Promise.reject(new Error('killed')) : Promise.resolve(done('sent'));
  };
  return writeOnce(store, { idempotencyKey: 'Token-1-0', callKey }, execute, unknown).catch(() => undefined);
}

describe('writeOnce', () => {
  it('attempts that die anywhere, in any order: → one effect at most, and the end tells the truth', async () => {
    const deaths = fc.constantFrom<Death>('before', 'inside', 'after', 'never');
    await fc.assert(
      fc.asyncProperty(fc.array(deaths, { maxLength: 6 }), async (order) => {
        const store = new DyingStore();
        let effects = 0;
        for (const death of order) await attempt(store, death, () => (effects += 1));
        const firstBegun = order.find((death) => death !== 'before');
        const last = await attempt(store, 'never', () => (effects += 1));
        expect(effects).toBe(1);
        const isKnown = firstBegun === undefined || firstBegun === 'never';
        expect(last).toEqual(isKnown ? done('sent') : await unknown());
      }),
    );
  });

  it('many attempts at once: → one effect', async () => {
    const store = new MemoryStore();
    let effects = 0;
    const execute = async (): Promise<Outcome> => {
      effects += 1;
      await new Promise(setImmediate);
      return done('sent');
    };
    const all = Array.from({ length: 8 }, () =>
      writeOnce(store, { idempotencyKey: 'k-1-0', callKey }, execute, unknown),
    );
    const outcomes = await Promise.all(all);
    expect(effects).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  });

  it('two writes: → each has its own journal', async () => {
    const store = new MemoryStore();
    for (const key of ['t-1-0', 't-1-1', 't-2-0'])
      expect(
        await writeOnce(store, { idempotencyKey: key, callKey }, () => Promise.resolve(done(key)), unknown),
      ).toEqual(done(key));
  });

  it('another call at the same place, as after a reset: → executed once as well, each keeps its own outcome', async () => {
    const store = new MemoryStore();
    const effects: string[] = [];
    const write = (letter: string): Promise<Outcome> =>
      writeOnce(
        store,
        { idempotencyKey: 'token-3-0', callKey: letter.repeat(64) },
        async () => {
          effects.push(letter);
          return done(letter);
        },
        unknown,
      );
    for (const letter of ['a', 'b', 'b', 'a']) expect(await write(letter)).toEqual(done(letter));
    expect(effects).toEqual(['a', 'b']);
  });

  it('a journal of an earlier version, which names no call: → holds for the call', async () => {
    const store = new MemoryStore();
    await store.createNamed('writes/token-3-0.begun', new TextEncoder().encode('token-3-0'));
    const write = { idempotencyKey: 'token-3-0', callKey };
    expect(await writeOnce(store, write, () => Promise.resolve(done('twice')), unknown)).toEqual(
      await unknown(),
    );
  });
});
