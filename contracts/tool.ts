import type { BlobStore } from './blob-store';
import type { JsonObject } from './json';
import type { Attachment } from './task';

/** What a tool may use. Everything that touches the world comes in here, so that tests can hand in their own. */
export interface ToolContext {
  /** Aborted on cancellation and on the tool's timeout; pass it to every request and child process. */
  signal: AbortSignal;
  /** Attachments of the task. */
  attachments: Attachment[];
  store: BlobStore;
  /** Materialises the task's attachments (read-only) and returns the folder's absolute path. */
  taskFolder(): Promise<string>;
  /** Largest text that the model is shown, in characters. */
  maxChars: number;
  /** Stable over retries: run token + step + index. */
  idempotencyKey: string;
  /** Where in the run the call stands: the task, the number of the decision (from 1), the position in its turn (from 0). */
  place: { taskId: string; step: number; index: number };
  ahead: boolean;
}

/** What `execute` returns. Failures are values: `message` is for the model, `code` for the accounts. */
export type ToolOutcome =
  | { ok: true; text: string; truncated?: boolean; costUsd?: number }
  | { ok: false; code: string; message: string; retryable: boolean; costUsd?: number };

/** What a tool takes, whoever described it: a zod object of ours, or the JSON Schema of somebody else's server. */
export interface ToolParameters<A = JsonObject> {
  /** What a model is shown: JSON Schema of the arguments, an object at its top. The same object each time. */
  jsonSchema(): JsonObject;
  /** Checks a call's arguments; what is wrong is told in words for the model. Never throws, never changes its input. */
  parse(args: unknown): ParsedArguments<A>;
}

export type ParsedArguments<A = JsonObject> = { ok: true; arguments: A } | { ok: false; message: string };

/** The one shape of every tool. Effect, egress, limits and price stand in the toolset's policy, keyed by name. */
export interface Tool<A = JsonObject> {
  name: string;
  /** Older names under which a model or a user may ask for it. */
  aliases?: string[];
  description: string;
  parameters: ToolParameters<A>;
  /** Arguments reach it to the letter, untrimmed: nobody here knows what its bytes mean. So do those of all that write. */
  verbatim?: boolean;
  /** Gives the canonical key its meaning: fills defaults, resolves paths. Strings are trimmed and NFC already. */
  normalise?(args: A): JsonObject;
  execute(input: { arguments: A; context: ToolContext }): Promise<ToolOutcome>;
  /** Brings up what the next call would have to wait for, such as a process. Never rejects; a call may come meanwhile. */
  warm?(): Promise<void>;
  /** Ends processes that wait for the next call. The worker calls it when it stops; more than once does no harm. */
  close?(): void;
}
