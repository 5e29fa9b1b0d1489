import { Context, CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { AheadDetails } from '../contracts/activities';
import { ForerunError } from '../contracts/errors';
import { spentBy } from '../models/call-endpoint';
import { toFailure } from './to-failure';
import type { WorkerContext } from './worker-context';

/** How often an activity beats: a cancellation is learnt from a beat's answer. Throttled by the workers' settings. */
const BEAT_MS = 100;

/**
 * Runs an activity's work with a heartbeat on a timer and its cancellation as an abort signal. Errors leave as Temporal
 * failures that tell what had been spent, where the error knows. A worker that shuts down gives its work back for
 * another attempt instead of reporting it cancelled.
 */
export async function withHeartbeat<T>(
  { scrub }: Pick<WorkerContext, 'scrub'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const { cancellationSignal } = context;
  const startedMs = performance.now();
  const timer = setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await work(cancellationSignal);
  } catch (error) {
    const spent = spentBy(error);
    if (!cancellationSignal.aborted) {
      // What nobody expected is a bug: its stack goes into the log, and nowhere else.
      if (!isExpected(error)) context.log.error('unexpected error', { error });
      throw toFailure(error, { spent, scrub, attempt: context.info.attempt });
    }
    if (isShutdown(cancellationSignal.reason)) throw workerShutdown();
    // That it tells anything tells that it had begun.
    const details: AheadDetails = spent ?? { seconds: (performance.now() - startedMs) / 1000 };
    throw new CancelledFailure('cancelled', [details]);
  } finally {
    clearInterval(timer);
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof ForerunError || error instanceof ApplicationFailure || error instanceof CancelledFailure;

const isShutdown = (reason: unknown): boolean =>
  reason instanceof Error && reason.message === 'WORKER_SHUTDOWN';

const workerShutdown = (): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'worker_shutdown',
    message: 'the worker is shutting down',
    nonRetryable: false,
    category: ApplicationFailureCategory.BENIGN,
  });
