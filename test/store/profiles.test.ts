import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { BlobStore } from '../../contracts/blob-store';
import { countsOf } from '../../core/calibration/bins';
import { seededRandom } from '../../core/random';
import { FileStore } from '../../store/file-store';
import { profilesOf } from '../../store/profiles';
import { PREDICTOR, reportOf } from '../core/calibration/reports';
import { MemoryStore } from '../support/memory-store';
import { temporaryFolder } from '../support/temporary-folder';

const settings = { halfLife: 1e9 };
const report = (runToken: string) => reportOf([[0.85, true]], { runToken });
const rightOf = async (store: BlobStore): Promise<number> => {
  const standing = await profilesOf(store).standing('p');
  return countsOf(standing?.profile.predictors[PREDICTOR]?.look?.bins ?? {}, 9)[0];
};

/** A store whose next calls of a method fail after, or before, they took effect. */
function failing(
  store: BlobStore,
  method: keyof BlobStore,
  when: 'before' | 'after',
  times: number,
): BlobStore {
  let left = times;
  return new Proxy(store, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const fails = key === method && (left -= 1) >= 0;
        if (fails && when === 'before') throw new Error('killed');
        const result = (await value.apply(target, args)) as unknown;
        if (fails) throw new Error('killed');
        return result;
      };
    },
  });
}

/** Resolves when so many lines have come. The stream stays open: whoever closes it kills the writer by EPIPE. */
const linesOf = (stream: Readable, enough: number): Promise<void> =>
  new Promise((resolve) => {
    let lines = 0;
    stream.on('data', (chunk: Buffer) => {
      lines += String(chunk).split('\n').length - 1;
      if (lines >= enough) resolve();
    });
  });

describe('profiles', () => {
  const folder = temporaryFolder();
  it('a run twice → counted once, and told so', async () => {
    const store = new MemoryStore();
    const profiles = profilesOf(store);
    const first = await profiles.foldIn({ name: 'p', report: report('a'), settings });
    expect(first.folded).toBe('now');
    await profiles.foldIn({ name: 'p', report: report('b'), settings });
    expect(await profiles.foldIn({ name: 'p', report: report('a'), settings })).toMatchObject({
      folded: 'before',
    });
    expect((await profiles.standing('p'))?.profile).toMatchObject({ runs: 2, generation: 2 });
    expect(await rightOf(store)).toBe(2);
  });

  it.each([
    ['createNamed', 'before'],
    ['createNamed', 'after'],
    ['put', 'before'],
    ['put', 'after'],
    ['swapHead', 'before'],
    ['swapHead', 'after'],
    ['putNamed', 'before'],
    ['putNamed', 'after'],
  ] as const)(
    'an attempt that ends in %s, %s it took effect → the next counts the run once',
    async (method, when) => {
      const store = new MemoryStore();
      await profilesOf(store).foldIn({ name: 'p', report: report('first'), settings });
      const broken = failing(store, method, when, 1);
      await expect(profilesOf(broken).foldIn({ name: 'p', report: report('a'), settings })).rejects.toThrow(
        'killed',
      );
      // Others go on meanwhile.
      for (const other of ['b', 'c', 'd'])
        await profilesOf(store).foldIn({ name: 'p', report: report(other), settings });
      await profilesOf(store).foldIn({ name: 'p', report: report('a'), settings });
      expect((await profilesOf(store).standing('p'))?.profile.runs).toBe(5);
      expect(await rightOf(store)).toBe(5);
    },
  );

  it('many folds at once, some of one run → none is lost, none counts twice', async () => {
    const store = new MemoryStore();
    const tokens = Array.from({ length: 40 }, (_, index) => `run-${index % 25}`);
    await Promise.all(
      tokens.map((token) => profilesOf(store).foldIn({ name: 'p', report: report(token), settings })),
    );
    expect((await profilesOf(store).standing('p'))?.profile).toMatchObject({ runs: 25, generation: 25 });
    expect(await rightOf(store)).toBe(25);
  });

  it('reset → nothing known, earlier versions stay, runs that were in it do not come back', async () => {
    const store = new MemoryStore();
    const profiles = profilesOf(store);
    expect(await profiles.reset('p', 'now')).toBeUndefined();
    const { version } = await profiles.foldIn({ name: 'p', report: report('a'), settings });
    await profiles.reset('p', 'now');
    expect((await profiles.standing('p'))?.profile).toMatchObject({ runs: 0, predictors: {} });
    expect((await profiles.load(version)).runs).toBe(1);
    expect(await profiles.foldIn({ name: 'p', report: report('a'), settings })).toMatchObject({
      folded: 'before',
    });
    expect(await profiles.foldIn({ name: 'p', report: report('b'), settings })).toMatchObject({
      folded: 'now',
    });
    expect((await profiles.standing('p'))?.profile.runs).toBe(1);
  });

  it('reset of a head that cannot be read, or of a lost version → learns anew', async () => {
    for (const head of ['{"format":2}', `{"format":1,"version":"${'0'.repeat(64)}","generation":7}`]) {
      const store = new MemoryStore();
      await store.swapHead('profiles/p', { from: undefined, to: new TextEncoder().encode(head) });
      const profiles = profilesOf(store);
      await expect(profiles.standing('p')).rejects.toThrow();
      expect(await profiles.reset('p', 'now')).toMatch(/^[0-9a-f]{64}$/);
      await profiles.foldIn({ name: 'p', report: report('a'), settings });
      expect((await profiles.standing('p'))?.profile.runs).toBe(1);
    }
  });

  it('a head or a version of another format → profile_invalid that says what, and nothing is overwritten', async () => {
    const store = new MemoryStore();
    const bytes = new TextEncoder().encode('{"format":2}');
    await store.swapHead('profiles/p', { from: undefined, to: bytes });
    await expect(
      profilesOf(store).foldIn({ name: 'p', report: report('a'), settings }),
    ).rejects.toMatchObject({
      code: 'profile_invalid',
      message: expect.stringContaining('head of the profile p'),
    });
    expect(await store.getHead('profiles/p')).toEqual(bytes);
  });

  it('a profile that others always change first → profile_busy, to be tried again', async () => {
    const store = new MemoryStore();
    const busy = new Proxy(store, {
      get: (target, key) =>
        key === 'swapHead' ? () => Promise.resolve(false) : (Reflect.get(target, key) as unknown),
    });
    await expect(
      profilesOf(busy).foldIn({ name: 'p', report: report('a'), settings }, () => Promise.resolve()),
    ).rejects.toMatchObject({ code: 'profile_busy', retryable: true });
  });

  it('processes that are killed in the middle, again and again → every run counts once', async () => {
    const root = path.join(folder, 'store');
    const random = seededRandom(11);
    const tokens = Array.from({ length: 30 }, (_, index) => `run-${index}`);
    // Each run is in two processes' lists.
    const lists = [0, 1, 2].map((shift) => tokens.filter((_, index) => index % 3 !== shift).map(report));
    const work = async (reports: ReturnType<typeof report>[]): Promise<void> => {
      for (let kills = 0; ; kills += 1) {
        const child = spawn(
          process.execPath,
          [path.join(__dirname, 'fold-process.cjs'), JSON.stringify({ root, name: 'p', reports })],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        const ended = once(child, 'exit');
        if (kills < 4) {
          const enough = 1 + Math.floor(random() * 6);
          await Promise.race([linesOf(child.stdout, enough), ended]);
          await sleep(random() * 4);
          child.kill('SIGKILL');
        } else child.stdout.resume();
        const [code] = (await ended) as [number | null];
        if (code === 0) return;
        if (code !== null) throw new Error(`the process ended with ${code}`);
      }
    };
    await Promise.all(lists.map(work));
    const store = new FileStore(root);
    expect((await profilesOf(store).standing('p'))?.profile).toMatchObject({ runs: 30, generation: 30 });
    expect(await rightOf(store)).toBe(30);
  }, 180_000);
});
