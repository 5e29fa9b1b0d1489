import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ForerunError } from '../../contracts/errors';
import { toFailure } from '../../activities/to-failure';

const scrub = (text: string): string => text.replaceAll('s3cret', '[hidden]');
const usage = { promptTokens: 5, cachedTokens: 0, completionTokens: 1, costUsd: 0.1 };

describe('toFailure', () => {
  it.each([
    [true, false],
    [false, true],
  ])('an error of ours with retryable %s: → nonRetryable %s, its code as type', (retryable, nonRetryable) => {
    const error = new ForerunError({ code: 'provider_failed', blame: 'provider', message: 'm', retryable });
    expect(toFailure(error, { scrub, attempt: 1 })).toMatchObject({
      type: 'provider_failed',
      message: 'm',
      nonRetryable,
    });
  });

  it('the other side asked to wait: → the next try waits so long', () => {
    const error = new ForerunError({
      ...{ code: 'provider_rate_limit', blame: 'provider', message: 'slow down' },
      ...{ retryable: true, retryAfterMs: 1500 },
    });
    expect(toFailure(error, { scrub, attempt: 1 })).toMatchObject({ nextRetryDelay: 1500 });
  });

  it.each([
    [1000, 1, 1000],
    [1000, 6, 8000],
    [0, 1, 250],
    [0, 10, 15_000],
    [60_000, 10, 60_000],
  ])(
    'asked to wait %d ms at attempt %d: → waits %d, never less than without being asked',
    (retryAfterMs, attempt, delay) => {
      const error = new ForerunError({
        ...{ code: 'provider_rate_limit', blame: 'provider', message: 'slow down', retryable: true },
        retryAfterMs,
      });
      expect(toFailure(error, { scrub, attempt })).toMatchObject({ nextRetryDelay: delay });
    },
  );

  it('message and remedy with a secret: → scrubbed; cause, stack and details of the error stay here', () => {
    const error = new ForerunError({
      ...{ code: 'provider_auth', blame: 'user', message: 'key s3cret refused', remedy: 'replace s3cret' },
      cause: new Error('s3cret'),
      details: { headers: { authorization: 's3cret' } },
    });
    const failure = toFailure(error, {
      spent: { seconds: 2, usage },
      scrub,
      attempt: 1,
    }) as ApplicationFailure;
    expect(failure.message).toBe('key [hidden] refused');
    expect(failure.details).toEqual([{ blame: 'user', remedy: 'replace [hidden]', seconds: 2, usage }]);
    expect(failure.cause).toBeUndefined();
    expect(`${failure.stack} ${JSON.stringify(failure)}`).not.toContain('s3cret');
  });

  it.each([[new Error('oh s3cret')], ['oh s3cret']])(
    '%p, which nobody expected: → internal_error',
    (thrown) => {
      const failure = toFailure(thrown, { scrub, attempt: 1 }) as ApplicationFailure;
      expect(failure).toMatchObject({ type: 'internal_error', message: 'oh [hidden]' });
      expect(failure.nonRetryable ?? false).toBe(false);
      expect(failure.stack).not.toContain('s3cret');
    },
  );

  it('what is a failure already: → itself', () => {
    for (const failure of [new CancelledFailure('c'), ApplicationFailure.create({ message: 'm' })])
      expect(toFailure(failure, { scrub, attempt: 1 })).toBe(failure);
  });

  it('speculation that had to make way: → no warning in the log', () => {
    const error = new ForerunError({ code: 'ahead_preempted', blame: 'system', message: 'm' });
    expect(toFailure(error, { scrub, attempt: 1 })).toMatchObject({ category: 'BENIGN' });
  });
});
