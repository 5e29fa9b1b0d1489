import { afterEach, describe, expect, it } from '@jest/globals';
import { WorkerPool, type WorkerPoolOptions } from '../../../tools/shared/worker-pool';
import { until } from '../../support/wait-for';

const entry = require.resolve('./sample-work');
const pools: WorkerPool[] = [];

function poolOf(options: Partial<WorkerPoolOptions> = {}): WorkerPool {
  const pool = new WorkerPool({ entry, deadlineMs: 20_000, memoryMb: 64, size: 1, ...options });
  pools.push(pool);
  return pool;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describe('worker pool', () => {
  it('value: what the entry returns, structured-cloned → comes back', async () => {
    const value = { list: [1, null, 'ü'], bytes: new Uint8Array([1, 2]), at: new Date(0) };
    const report = await poolOf().run({ do: 'echo', value });
    expect(report).toEqual({ ok: true, value });
  });

  it('warm: a worker is brought up once → the next work is done by it', async () => {
    const pool = poolOf();
    await Promise.all([pool.warm(), pool.warm()]);
    const upAtMs = performance.timeOrigin + performance.now();
    const startedAt = await pool.run<number>({ do: 'started-at' });
    expect(startedAt.ok && startedAt.value).toBeLessThan(upAtMs);
    const pid = await pool.run<number>({ do: 'pid' });
    await pool.warm();
    expect(await pool.run({ do: 'pid' })).toEqual(pid);
  });

  it('warm: an entry that cannot be loaded → nothing is thrown, the work itself reports it', async () => {
    const pool = poolOf({ entry: '/nowhere/at-all' });
    await pool.warm();
    expect(await pool.run({ do: 'pid' })).toMatchObject({ ok: false, reason: 'crashed' });
  });

  it('throw: an error with a code → a report with message and code, and the worker lives on', async () => {
    const pool = poolOf();
    const before = await pool.run<number>({ do: 'pid' });
    expect(await pool.run({ do: 'throw' })).toEqual({
      ok: false,
      reason: 'thrown',
      message: 'no such thing',
      code: 'sample_code',
    });
    expect(await pool.run({ do: 'pid' })).toEqual(before);
  });

  it('deadline: an endless loop → killed, reported, and the next work gets a new worker', async () => {
    const pool = poolOf({ deadlineMs: 500 });
    const first = await pool.run<number>({ do: 'pid' });
    expect(await pool.run({ do: 'spin' })).toMatchObject({ ok: false, reason: 'deadline' });
    const second = await pool.run<number>({ do: 'pid' });
    if (!first.ok || !second.ok) throw new Error('no pid');
    expect(second.value).not.toBe(first.value);
    await until(() => !exists(first.value));
  });

  it.each(['grow-heap', 'grow-buffers'])(
    'memory: %s beyond the limit → reported, and this process lives',
    async (work) => {
      expect(await poolOf().run({ do: work })).toMatchObject({ ok: false, reason: 'memory' });
    },
  );

  it('crash: the worker exits in the middle → reported with its status', async () => {
    const report = await poolOf().run({ do: 'exit' });
    expect(report).toMatchObject({ ok: false, reason: 'crashed' });
    expect(!report.ok && report.message).toContain('3');
  });

  it('entry that cannot be loaded → reported as a crash that names it', async () => {
    const report = await poolOf({ entry: '/nowhere/at-all' }).run({ do: 'pid' });
    expect(report).toMatchObject({ ok: false, reason: 'crashed' });
  });

  it('cancellation: abort while running → reported, and the process ends', async () => {
    const pool = poolOf();
    const pid = await pool.run<number>({ do: 'pid' });
    const abort = new AbortController();
    const running = pool.run({ do: 'spin' }, abort);
    setTimeout(() => abort.abort(), 50);
    expect(await running).toMatchObject({ ok: false, reason: 'cancelled' });
    await until(() => pid.ok && !exists(pid.value));
  });

  it('cancellation: abort while waiting for a slot → leaves the queue, others go on', async () => {
    const pool = poolOf();
    const abort = new AbortController();
    const slow = pool.run({ do: 'sleep', value: 300 });
    const waiting = pool.run({ do: 'echo', value: 'left' }, abort);
    const after = pool.run({ do: 'echo', value: 'after' });
    abort.abort();
    expect(await waiting).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(await slow).toEqual({ ok: true, value: 300 });
    expect(await after).toEqual({ ok: true, value: 'after' });
  });

  it('size: more work than workers → no more processes than the size', async () => {
    const pool = poolOf({ size: 2 });
    const work = Array.from({ length: 6 }, () => pool.run<number>({ do: 'pid' }));
    const pids = (await Promise.all(work)).map((report) => report.ok && report.value);
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
    expect(pids).not.toContain(false);
  });

  it('ahead: work ahead holds all its workers → real work waits for none of it, rule 1', async () => {
    const pool = poolOf({ size: 2 });
    const abort = new AbortController();
    const { signal } = abort;
    const guesses = [1, 2, 3].map(() => pool.run({ do: 'spin' }, { signal, ahead: true }));
    const work = Array.from({ length: 4 }, (_, value) => pool.run({ do: 'echo', value }));
    expect(await Promise.all(work)).toEqual([0, 1, 2, 3].map((value) => ({ ok: true, value })));
    abort.abort();
    expect((await Promise.all(guesses)).map((report) => !report.ok && report.reason)).toEqual(
      Array(3).fill('cancelled'),
    );
  });

  it('environment: secrets of this process → are not the worker’s', async () => {
    process.env.FORERUN_TEST_SECRET = 'hidden';
    const report = await poolOf().run<Record<string, string>>({ do: 'environment' });
    delete process.env.FORERUN_TEST_SECRET;
    if (!report.ok) throw new Error(report.message);
    expect(report.value.TZ).toBe('UTC');
    expect(Object.values(report.value)).not.toContain('hidden');
    expect(report.value.HOME).toBeUndefined();
  });

  it('uses: a worker that has done so much work → its value, and no process left', async () => {
    const report = await poolOf({ uses: 1 }).run<number>({ do: 'pid' });
    if (!report.ok) throw new Error(report.message);
    await until(() => !exists(report.value));
  });
});
