/** How a piece of work ended that ran in a worker of its own. `thrown` carries what the entry's `run` threw. */
export type WorkerReport<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'deadline' | 'memory' | 'cancelled' | 'crashed'; message: string }
  | { ok: false; reason: 'thrown'; message: string; code?: string };

export interface WorkerLimits {
  /** Wall-clock limit of one piece of work, counted from the moment a worker takes it up. */
  deadlineMs: number;
  /** JavaScript heap of the worker; its whole resident memory may be half as much again plus 150 MB. */
  memoryMb: number;
}

/** Resident memory at which a worker kills itself: heap limit, code and buffers outside of the heap. */
export function residentLimitMb(memoryMb: number): number {
  return Math.round(memoryMb * 1.5) + 150;
}

/** What a worker writes on standard error before it kills itself for its resident memory. */
export const RESIDENT_LIMIT_MARK = 'forerun: resident memory limit';

/** Messages between the pool and its workers. */
export interface WorkerRequest {
  input: unknown;
}
export type WorkerReply = { ok: true; value: unknown } | { ok: false; message: string; code?: string };
