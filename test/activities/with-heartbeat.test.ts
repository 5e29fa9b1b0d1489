import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { ForerunError } from '../../contracts/errors';
import { withHeartbeat } from '../../activities/with-heartbeat';

const context = { scrub: (text: string) => text };
const usage = { promptTokens: 5, cachedTokens: 0, completionTokens: 1, costUsd: 0.1 };

function environment(): { activity: MockActivityEnvironment; lines: LogEntry[] } {
  const lines: LogEntry[] = [];
  const logger = new DefaultLogger('DEBUG', (line) => lines.push(line));
  return { activity: new MockActivityEnvironment(undefined, { logger }), lines };
}

type CancelReason = Parameters<MockActivityEnvironment['cancel']>[0];

/** Ends when it is told to, and throws what a model request would. */
const broken =
  (spent: boolean) =>
  async (signal: AbortSignal): Promise<never> => {
    await sleep(60_000, undefined, { signal }).catch(() => undefined);
    const details = spent ? { usage, seconds: 3 } : {};
    throw new ForerunError({ code: 'cancelled', blame: 'system', message: 'broken off', details });
  };

async function cancelled(reason: CancelReason, spent: boolean): Promise<unknown> {
  const { activity } = environment();
  const running = activity.run(() => withHeartbeat(context, broken(spent)));
  activity.cancel(reason);
  return running.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

describe('withHeartbeat', () => {
  it('work that takes a while: → beats more than once, and returns its value', async () => {
    const { activity } = environment();
    let beats = 0;
    activity.on('heartbeat', () => (beats += 1));
    const value = await activity.run(() =>
      withHeartbeat(context, async () => {
        while (beats < 3) await sleep(10);
        return 'done';
      }),
    );
    expect(value).toBe('done');
    const after = beats;
    await sleep(250);
    expect(beats).toBe(after);
  });

  it('cancelled by the workflow: → CancelledFailure with what had been spent', async () => {
    const error = await cancelled('CANCELLED', true);
    expect(error).toBeInstanceOf(CancelledFailure);
    expect((error as CancelledFailure).details).toEqual([{ usage, seconds: 3 }]);
  });

  it('cancelled before anything was spent: → CancelledFailure that tells its seconds, so that it had begun', async () => {
    expect(await cancelled('CANCELLED', false)).toMatchObject({
      details: [{ seconds: expect.any(Number) }],
    });
  });

  it('the worker shuts down: → worker_shutdown, for another worker to try again', async () => {
    const error = await cancelled('WORKER_SHUTDOWN', true);
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ type: 'worker_shutdown', nonRetryable: false });
  });

  it('work that ends although it was cancelled: → its value, which is true', async () => {
    const { activity } = environment();
    const running = activity.run(() => withHeartbeat(context, () => sleep(50, 'done')));
    activity.cancel('WORKER_SHUTDOWN');
    expect(await running).toBe('done');
  });

  it('an error of ours: → its failure, and no stack in the log', async () => {
    const { activity, lines } = environment();
    const thrown = new ForerunError({ code: 'blob_missing', blame: 'system', message: 'gone' });
    const running = activity.run(() => withHeartbeat(context, () => Promise.reject(thrown)));
    await expect(running).rejects.toMatchObject({ type: 'blob_missing', nonRetryable: true });
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });

  it('an error that nobody expected: → internal_error, its stack in the log', async () => {
    const { activity, lines } = environment();
    const bug = new TypeError('x is not a function');
    const running = activity.run(() => withHeartbeat(context, () => Promise.reject(bug)));
    await expect(running).rejects.toMatchObject({ type: 'internal_error' });
    expect(lines.find(({ level }) => level === 'ERROR')?.meta?.error).toBe(bug);
  });
});
