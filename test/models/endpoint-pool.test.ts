import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EndpointPool } from '../../models/endpoint-pool';
import { SlotQueue, type Slot } from '../../models/slot-queue';
import { until } from '../support/wait-for';
import { ask, chat, errorOf, profile, withServer } from './support';

const URLS = ['http://a.test/v1', 'http://b.test/v1', 'http://c.test/v1'];
const never = new AbortController().signal;

describe('endpoint pool, choice of a server', () => {
  it('one run → the same order in every process; many runs → every server is somebody’s first', () => {
    const [one, other] = [new EndpointPool(profile(URLS)), new EndpointPool(profile([...URLS].reverse()))];
    const runs = Array.from({ length: 60 }, (_, index) => `run-${index}`);
    for (const run of runs) expect(one.urlsFor(run)).toEqual(other.urlsFor(run));
    expect(new Set(runs.map((run) => one.urlsFor(run)[0]))).toEqual(new Set(URLS));
  });

  it('a server that cannot be reached → last until its time is over or it answers', () => {
    let now = 0;
    const pool = new EndpointPool(profile(URLS), () => now);
    const [first, second] = pool.urlsFor('run') as [string, string];
    pool.reportUnreachable(first);
    expect(pool.urlsFor('run').at(-1)).toBe(first);
    expect(pool.urlsFor('run')[0]).toBe(second);
    pool.reportReached(first);
    expect(pool.urlsFor('run')[0]).toBe(first);
    pool.reportUnreachable(first);
    now = 10_001;
    expect(pool.urlsFor('run')[0]).toBe(first);
  });
});

describe('slot queue', () => {
  /** Asks for a slot and notes whether it was granted. */
  const ask = (queue: SlotQueue, ahead: boolean, signal = never): { slot?: Slot; refused?: unknown } => {
    const asked: { slot?: Slot; refused?: unknown } = {};
    queue.acquire({ ahead, signal }).then(
      (slot) => (asked.slot = slot),
      (reason: unknown) => (asked.refused = reason),
    );
    return asked;
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('speculative requests → never more than their share', async () => {
    const queue = new SlotQueue({ total: 3, ahead: 2 });
    const asked = [ask(queue, true), ask(queue, true), ask(queue, true)];
    await settle();
    expect(asked.map(({ slot }) => slot !== undefined)).toEqual([true, true, false]);
    asked[0]!.slot!.release();
    await settle();
    expect(asked[2]!.slot).toBeDefined();
  });

  it('a real request and a speculative one wait → the real one gets the slot, whoever came first', async () => {
    const queue = new SlotQueue({ total: 1, ahead: 1 });
    const holder = ask(queue, false);
    const ahead = ask(queue, true);
    const real = ask(queue, false);
    await settle();
    holder.slot!.release();
    await settle();
    expect([ahead.slot, real.slot !== undefined]).toEqual([undefined, true]);
  });

  it('speculative requests hold every slot → a real one breaks off the youngest, one for each', async () => {
    const queue = new SlotQueue({ total: 2, ahead: 2 });
    const [old, young] = [ask(queue, true), ask(queue, true)];
    await settle();
    const real = ask(queue, false);
    await settle();
    expect([old.slot!.preempted.aborted, young.slot!.preempted.aborted]).toEqual([false, true]);
    young.slot!.release();
    await settle();
    expect(real.slot).toBeDefined();
    expect(old.slot!.preempted.aborted).toBe(false);
  });

  it('aborted while waiting → gone from the queue, rejected with the reason', async () => {
    const queue = new SlotQueue({ total: 1, ahead: 1 });
    ask(queue, false);
    const abort = new AbortController();
    const waiting = ask(queue, false, abort.signal);
    abort.abort(new Error('enough'));
    await settle();
    expect(waiting.refused).toMatchObject({ message: 'enough' });
    expect(queue.counts.waiting).toBe(0);
  });

  it('paused → waits, and starts by itself when the pause ends', async () => {
    const queue = new SlotQueue({ total: 1, ahead: 1 });
    let left = 20;
    const slot = queue.acquire({ ahead: true, signal: never, pausedForMs: () => left });
    await settle();
    expect(queue.counts).toEqual({ real: 0, ahead: 0, waiting: 1 });
    left = 0;
    (await slot).release();
  });

  it('any order of requests, releases and departures → limits hold, no slot is lost', async () => {
    const step = fc.record({ kind: fc.constantFrom('real', 'ahead', 'release', 'abort'), pick: fc.nat() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 30 }),
        async (total, share, steps) => {
          const queue = new SlotQueue({ total, ahead: share });
          const held: Slot[] = [];
          const waiting: AbortController[] = [];
          for (const { kind, pick } of steps) {
            if (kind === 'release') held.splice(pick % Math.max(1, held.length), 1)[0]?.release();
            else if (kind === 'abort') waiting.splice(pick % Math.max(1, waiting.length), 1)[0]?.abort();
            else {
              const abort = new AbortController();
              waiting.push(abort);
              queue.acquire({ ahead: kind === 'ahead', signal: abort.signal }).then(
                (slot) => {
                  waiting.splice(waiting.indexOf(abort), 1);
                  held.push(slot);
                },
                () => undefined,
              );
            }
            await settle();
            const { real, ahead } = queue.counts;
            expect(real + ahead).toBeLessThanOrEqual(total);
            expect(ahead).toBeLessThanOrEqual(share);
            expect(real + ahead).toBe(held.length);
          }
          while (held.length > 0) {
            held.pop()!.release();
            await settle();
          }
          expect(queue.counts).toEqual({ real: 0, ahead: 0, waiting: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('endpoint pool, over HTTP', () => {
  it('one slot, held by a speculative request → the real one breaks it off and is answered', () =>
    withServer(
      {
        models: { 'sim-actor': { role: 'actor' } },
        fallback: { text: 'FINAL ANSWER: x' },
        faults: [{ kind: 'hang', when: { ahead: true } }],
      },
      async (server) => {
        const settings = profile(server.url, { concurrency: 1, aheadConcurrency: 1 });
        const pool = new EndpointPool(settings);
        const input = { profile: settings, pool, request: ask('q') };
        const ahead = errorOf(chat({ ...input, ahead: true }));
        await until(() => server.requests.length === 1);
        const real = await chat(input);
        expect(real.choices[0]!.text).toBe('FINAL ANSWER: x');
        expect(await ahead).toMatchObject({ code: 'ahead_preempted', retryable: false });
        await until(() => server.requests[0]!.abortedByClient);
        expect(pool.open).toEqual({ real: 0, ahead: 0, waiting: 0 });
      },
    ));
});
