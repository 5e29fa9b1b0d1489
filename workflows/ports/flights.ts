import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import type { AheadDetails } from '../../contracts/activities';
import { LOST } from '../../core/speculation/memo';
import type { Flight, FlightEnd, RealFlight } from '../../core/speculation/ports';

/**
 * Starts work in a scope of its own, whose parent is the run's scope and never the draft's: cancelling the draft cannot
 * kill what the run waits for.
 */
export function realFlight<T>(parent: CancellationScope, work: () => Promise<T>): RealFlight<T> {
  const scope = new CancellationScope({ cancellable: true, parent });
  const result = scope.run(work);
  result.catch(() => undefined);
  return { result, cancel: () => scope.cancel() };
}

/** A real decision: one that was cancelled or failed still tells what it had spent. */
export function decideFlight<T>(parent: CancellationScope, work: () => Promise<T>): RealFlight<T> {
  const flight = realFlight(parent, work);
  return {
    ...flight,
    spentOf: (error) => {
      const { seconds, usage } = flightEnd(error);
      return usage && { seconds: seconds ?? 0, usage };
    },
  };
}

/** A real tool execution: one that was cancelled beside a joined entry tells how long it had run. */
export function toolFlight<T>(parent: CancellationScope, work: () => Promise<T>): RealFlight<T> {
  const flight = realFlight(parent, work);
  return {
    ...flight,
    spentOf: (error) => {
      const end = flightEnd(error);
      return end.status === 'cancelled' && end.seconds !== undefined ? { seconds: end.seconds } : undefined;
    },
  };
}

/** The same for speculative work: its promise never rejects. */
export function aheadFlight<T>(parent: CancellationScope, work: () => Promise<T>): Flight<T> {
  const { result, cancel } = realFlight(parent, work);
  return {
    cancel,
    result: result.then(
      (value): FlightEnd<T> => ({ status: 'succeeded', value }),
      (error: unknown): FlightEnd<T> => flightEnd(error),
    ),
  };
}

function flightEnd(error: unknown): Exclude<FlightEnd<never>, { status: 'succeeded' }> {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure || isCancellation(error)) {
    const details =
      cause instanceof CancelledFailure ? (cause.details[0] as AheadDetails | undefined) : undefined;
    return { status: 'cancelled', ...details };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      status: 'failed',
      code:
        cause.timeoutType === 'HEARTBEAT'
          ? LOST
          : `timeout_${(cause.timeoutType ?? 'unknown').toLowerCase()}`,
    };
  }
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as AheadDetails | undefined;
    return { status: 'failed', code: cause.type ?? 'unknown', ...pickDetails(details) };
  }
  return { status: 'failed', code: 'unknown' };
}

const pickDetails = (details: AheadDetails | undefined): AheadDetails | undefined =>
  details && typeof details.seconds === 'number'
    ? { seconds: details.seconds, usage: details.usage }
    : undefined;
