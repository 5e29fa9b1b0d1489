import type OpenAI from 'openai';
import type { ModelProfile } from '../contracts/config';
import type { Usage } from '../contracts/decision';
import { ForerunError } from '../contracts/errors';
import type { EndpointPool } from './endpoint-pool';
import { openAiClient } from './openai-client';
import { problemError, toProviderError, type ProviderContext } from './provider-error';
import { RequestGuard } from './request-guard';
import type { Slot } from './slot-queue';

/** Rest of speculative requests after a 429 that does not say how long. */
const DEFAULT_PAUSE_MS = 2_000;

export interface EndpointRequest {
  profile: ModelProfile;
  pool: EndpointPool;
  ahead: boolean;
  runToken: string;
  signal: AbortSignal;
  /** Uploads need another HTTP client. */
  use: 'chat' | 'uploads';
  /** What the request has cost by now, asked for when it is broken off or fails inside its answer. */
  spent: () => Usage;
}

/** What a request gets to work with; `controller.signal` ends it early. */
export interface Endpoint {
  url: string;
  client: OpenAI;
  controller: AbortController;
  /** To be called when the answer begins: from there on the request is not repeated elsewhere. */
  answerBegins(): void;
}

/**
 * Runs one request: waits for a slot, picks the run's server, goes on to the next one where a server cannot be
 * reached, and limits the whole by the profile's timeout. Throws ForerunError: provider errors, `cancelled`, or
 * `ahead_preempted` when a real request took the slot. Errors of requests that had cost something carry `usage` and
 * `seconds` in their details. What is no error of provider or network, a bug, is thrown as it is.
 */
export async function callEndpoint<T>(
  request: EndpointRequest,
  run: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const slot = await takeSlot(request);
  try {
    const urls = request.pool.urlsFor(request.runToken);
    for (const [index, url] of urls.entries()) {
      try {
        return await callOne(request, slot, url, run);
      } catch (error) {
        const elsewhere = error instanceof ForerunError && error.code === 'provider_unreachable';
        if (!elsewhere || index === urls.length - 1) throw error;
      }
    }
    throw new RangeError('callEndpoint: the profile has no URL');
  } finally {
    slot.release();
  }
}

/** Usage and seconds of a request that failed after it had cost something. */
export function spentBy(error: unknown): { usage: Usage; seconds: number } | undefined {
  const details = error instanceof ForerunError ? error.details : undefined;
  return details && 'usage' in details
    ? { usage: details.usage as Usage, seconds: details.seconds as number }
    : undefined;
}

async function takeSlot(request: EndpointRequest): Promise<Slot> {
  try {
    return await request.pool.acquire(request);
  } catch {
    throw brokenOff('cancelled', request);
  }
}

async function callOne<T>(
  request: EndpointRequest,
  slot: Slot,
  url: string,
  run: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const { profile, pool } = request;
  const startedMs = performance.now();
  const guard = new RequestGuard({
    signal: request.signal,
    preempted: slot.preempted,
    timeoutMs: profile.requestTimeoutMs,
  });
  const context: ProviderContext = { profile, url, phase: 'headers' };
  try {
    if (guard.reason) throw new Error('broken off before it began');
    const client = openAiClient(url, profile.apiKey, request.use);
    const answerBegins = (): void => {
      context.phase = 'body';
      pool.reportReached(url);
    };
    return await run({ url, client, controller: guard.controller, answerBegins });
  } catch (error) {
    const failure = guard.reason
      ? breakError(guard.reason, request, context)
      : toProviderError(error, context);
    if (!failure) throw error;
    if (failure.code === 'provider_unreachable') pool.reportUnreachable(url);
    if (failure.code === 'provider_rate_limit') {
      pool.reportRateLimited(url, failure.retryAfterMs ?? DEFAULT_PAUSE_MS);
    }
    const hasCost = guard.reason !== undefined || context.phase === 'body';
    throw hasCost ? withSpent(failure, request.spent(), (performance.now() - startedMs) / 1000) : failure;
  } finally {
    guard.dispose();
  }
}

function breakError(
  reason: NonNullable<RequestGuard['reason']>,
  request: EndpointRequest,
  context: ProviderContext,
): ForerunError {
  switch (reason) {
    case 'cancelled':
    case 'preempted':
      return brokenOff(reason, request);
    case 'timeout':
      return problemError(
        {
          code: 'provider_timeout',
          message: `no complete answer within ${request.profile.requestTimeoutMs} ms`,
        },
        context,
      );
  }
}

function brokenOff(reason: 'cancelled' | 'preempted', request: EndpointRequest): ForerunError {
  const model = `Model "${request.profile.model}"`;
  return reason === 'cancelled'
    ? new ForerunError({
        code: 'cancelled',
        blame: 'system',
        message: `${model}: the request was cancelled`,
      })
    : new ForerunError({
        code: 'ahead_preempted',
        blame: 'system',
        message: `${model}: a real request took the slot of this speculative one`,
        remedy: 'Raise the concurrency of this model profile, or lower its aheadConcurrency.',
      });
}

function withSpent(error: ForerunError, usage: Usage, seconds: number): ForerunError {
  return new ForerunError({
    code: error.code,
    blame: error.blame,
    message: error.message,
    remedy: error.remedy,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    details: { ...error.details, usage, seconds },
  });
}
