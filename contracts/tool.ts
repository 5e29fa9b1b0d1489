import type { z } from 'zod';
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
  ahead: boolean;
}

/** What `execute` returns. Failures are values: `message` is for the model, `code` for the accounts. */
export type ToolOutcome =
  | { ok: true; text: string; truncated?: boolean; costUsd?: number }
  | { ok: false; code: string; message: string; retryable: boolean; costUsd?: number };

/** The one shape of every tool. Effect, egress, limits and price stand in `core/gaia-policy.ts`, keyed by name. */
export interface Tool<P extends z.ZodObject = z.ZodObject> {
  name: string;
  /** Older names under which a model or a user may ask for it. */
  aliases?: string[];
  description: string;
  parameters: P;
  /** Gives the canonical key its meaning: fills defaults, resolves paths. Strings are trimmed and NFC already. */
  normalise?(args: z.output<P>): JsonObject;
  execute(input: { arguments: z.output<P>; context: ToolContext }): Promise<ToolOutcome>;
  /** Ends processes that wait for the next call. The worker calls it when it stops; more than once does no harm. */
  close?(): void;
}
