import { ForerunError } from '../../contracts/errors';

interface TimeLimit {
  /** The caller's own signal; its abort ends the work with `cancelled` (`timeout` where its reason is a TimeoutError). */
  signal: AbortSignal;
  timeoutMs: number;
  /** Names the work in the error, such as `Fetching https://…`. */
  what: string;
}

/**
 * Runs work that is broken off when the time is up or the caller cancels; the work gets a signal for both. Settles at
 * that moment even if the work ignores its signal. Throws ForerunError `timeout` (retryable) or `cancelled`.
 */
export async function withTimeLimit<T>(
  limit: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (error: ForerunError): void => controller.abort(error);
  const onAbort = (): void => stop(cancellation(limit));
  const timer = setTimeout(() => stop(timeUp(limit)), limit.timeoutMs);
  limit.signal.addEventListener('abort', onAbort, { once: true });
  if (limit.signal.aborted) onAbort();
  const broken = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(controller.signal.reason as Error);
    if (controller.signal.aborted) fail();
    else controller.signal.addEventListener('abort', fail, { once: true });
  });
  broken.catch(() => undefined);
  try {
    controller.signal.throwIfAborted();
    return await Promise.race([work(controller.signal), broken]);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    limit.signal.removeEventListener('abort', onAbort);
  }
}

const timeUp = ({ what, timeoutMs }: Pick<TimeLimit, 'what' | 'timeoutMs'>): ForerunError =>
  new ForerunError({
    code: 'timeout',
    blame: 'provider',
    retryable: true,
    message: `${what} took longer than ${timeoutMs / 1000} s.`,
  });

function cancellation(limit: TimeLimit): ForerunError {
  const reason: unknown = limit.signal.reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new ForerunError({
      code: 'timeout',
      blame: 'provider',
      retryable: true,
      message: `${limit.what} was broken off: the tool's time was up.`,
    });
  }
  return new ForerunError({
    code: 'cancelled',
    blame: 'system',
    message: `${limit.what} was cancelled.`,
    cause: reason,
  });
}
