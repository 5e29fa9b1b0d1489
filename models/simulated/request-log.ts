import type { Fault, Role } from './script';

const MAX_RECORDS = 20_000;

/** What happened to one request. Times are epoch milliseconds with fractions. */
export interface RecordedRequest {
  id: number;
  path: string;
  model: string;
  role?: Role;
  conversation?: string;
  /** Index of the turn that was asked for, from 0. */
  turnIndex?: number;
  /** Number among the requests for the same model, conversation, turn and kind, from 1. */
  attempt: number;
  /** Speculative: by the client's header, or by vLLM's priority. */
  ahead: boolean;
  stream: boolean;
  n: number;
  /** Body without messages and tools. */
  parameters: Record<string, unknown>;
  messageCount: number;
  toolNames: string[];
  /** Predictors: at which choice the truth stood; absent where none was right. */
  rankOfTruth?: number;
  fault?: Fault['kind'];
  status?: number;
  receivedAt: number;
  /** When the request left the queue. */
  startedAt?: number;
  firstByteAt?: number;
  /** When the first whole tool name stood on the wire. */
  toolNameAt?: number;
  /** When the answer was complete or the connection closed. */
  closedAt?: number;
  /** The client closed the connection before the answer was complete. */
  abortedByClient: boolean;
}

/** Clock of the log: epoch milliseconds, finer than `Date.now`. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** Keeps the latest requests, in order of arrival. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  private nextId = 1;

  add(request: Omit<RecordedRequest, 'id' | 'receivedAt' | 'abortedByClient'>): RecordedRequest {
    const record: RecordedRequest = {
      ...request,
      id: this.nextId,
      receivedAt: preciseNow(),
      abortedByClient: false,
    };
    this.nextId += 1;
    this.requests.push(record);
    if (this.requests.length > MAX_RECORDS) this.requests.shift();
    return record;
  }

  clear(): void {
    this.requests.length = 0;
  }
}
