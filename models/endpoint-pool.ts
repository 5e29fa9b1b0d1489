import type { ModelProfile } from '../contracts/config';
import { sha256Hex } from '../core/sha256';
import { SlotQueue, type Slot } from './slot-queue';

/** How long an unreachable server is tried last. */
const UNREACHABLE_MS = 10_000;

/**
 * The servers of one model profile as one process sees them: which one a run uses, how many requests are open, which
 * parameters a server refused. Make one pool per profile and process, and share it between real and ahead requests.
 */
export class EndpointPool {
  private readonly unreachableUntil: Map<string, number>;
  private readonly pausedUntil: Map<string, number>;
  private readonly refused = new Map<string, Set<string>>();
  private readonly slots: SlotQueue;

  constructor(
    readonly profile: ModelProfile,
    private readonly now: () => number = Date.now,
    /** A pool whose servers and slots this one shares. */
    shared?: EndpointPool,
  ) {
    this.unreachableUntil = shared?.unreachableUntil ?? new Map<string, number>();
    this.pausedUntil = shared?.pausedUntil ?? new Map<string, number>();
    this.slots =
      shared?.slots ?? new SlotQueue({ total: profile.concurrency, ahead: profile.aheadConcurrency });
  }

  /**
   * The same servers and slots for other settings of the model. What a server refuses of these is remembered apart:
   * requests with the first settings stay as they are.
   */
  withSettings(profile: ModelProfile): EndpointPool {
    return new EndpointPool(profile, this.now, this);
  }

  /**
   * All base URLs, best first. A run keeps its order in every process (rendezvous hashing), so that its requests meet
   * the server that holds their prefix; servers that could not be reached lately come last.
   */
  urlsFor(runToken: string): string[] {
    const now = this.now();
    const weight = (url: string): string => sha256Hex(`${runToken}\n${url}`);
    const down = (url: string): number => ((this.unreachableUntil.get(url) ?? 0) > now ? 1 : 0);
    return [...this.profile.baseUrls].sort(
      (left, right) => down(left) - down(right) || weight(left).localeCompare(weight(right)),
    );
  }

  /**
   * Waits for a slot. Real requests go first; speculative ones also wait while their server has asked us to slow down.
   * Where a real request finds only speculative ones in its way, the youngest of these is broken off (`preempted`).
   * Rejects with the signal's reason when it is aborted while waiting.
   */
  acquire(input: { ahead: boolean; runToken: string; signal: AbortSignal }): Promise<Slot> {
    const url = this.urlsFor(input.runToken)[0]!;
    return this.slots.acquire({
      ahead: input.ahead,
      signal: input.signal,
      pausedForMs: () => Math.max(0, (this.pausedUntil.get(url) ?? 0) - this.now()),
    });
  }

  /** Open requests right now. */
  get open(): { real: number; ahead: number; waiting: number } {
    return this.slots.counts;
  }

  reportUnreachable(url: string): void {
    this.unreachableUntil.set(url, this.now() + UNREACHABLE_MS);
  }

  reportReached(url: string): void {
    this.unreachableUntil.delete(url);
  }

  /** After a 429: speculative requests to this server rest. */
  reportRateLimited(url: string, retryAfterMs: number): void {
    this.pausedUntil.set(url, Math.max(this.pausedUntil.get(url) ?? 0, this.now() + retryAfterMs));
  }

  /** Parameters that this server refused for this model. */
  refusedParameters(url: string): ReadonlySet<string> {
    return this.refused.get(url) ?? new Set();
  }

  reportRefused(url: string, parameter: string): void {
    this.refused.set(url, new Set([...this.refusedParameters(url), parameter]));
  }
}
