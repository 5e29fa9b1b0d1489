import type { Hash } from './transcript';

/** What every outcome says about itself; the text itself is in the blob store under `textHash`. */
interface OutcomeBase {
  textHash: Hash;
  /** First characters of the text, for people who read the history. */
  preview: string;
  chars: number;
  /** Seconds of the tool's own work. */
  seconds: number;
  costUsd: number;
}

/** Result of one call: the model sees the text, the accounts see the code. Tools return failures, they never throw them. */
export type Outcome =
  | (OutcomeBase & { ok: true; truncated?: boolean })
  | (OutcomeBase & {
      ok: false;
      code: string;
      retryable: boolean;
      /** The text itself, where the workflow wrote it and it is not stored yet. */
      authoredText?: string;
    });
