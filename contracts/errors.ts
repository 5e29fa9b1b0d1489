/** Who has to act on an error. */
export type Blame = 'user' | 'model' | 'tool' | 'provider' | 'system';

export interface ForerunErrorInput {
  /** Stable, snake_case, documented in docs/operations.md. */
  code: string;
  /** Names the input and what is wrong with it. */
  message: string;
  blame: Blame;
  /** What the reader can do about it, as a full sentence. */
  remedy?: string;
  /** Whether the same request may succeed later. */
  retryable?: boolean;
  /** How long the other side asked us to wait. */
  retryAfterMs?: number;
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The one error type that crosses module borders; `activities/to-failure.ts` alone maps it to Temporal. */
export class ForerunError extends Error {
  readonly code: string;
  readonly blame: Blame;
  readonly remedy?: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: Record<string, unknown>;

  constructor(input: ForerunErrorInput) {
    super(input.message, { cause: input.cause });
    this.name = 'ForerunError';
    this.code = input.code;
    this.blame = input.blame;
    this.remedy = input.remedy;
    this.retryable = input.retryable ?? false;
    this.retryAfterMs = input.retryAfterMs;
    this.details = input.details;
  }
}

/** What is wrong, by whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** An error as every program of ours prints it for people: what is wrong, and what to do about it on a line of its own. */
export function errorText({ message, remedy }: Pick<ForerunErrorInput, 'message' | 'remedy'>): string {
  const isSaid = remedy === undefined || remedy === '' || message.includes(remedy);
  return isSaid ? `error: ${message}` : `error: ${message}\nremedy: ${remedy}`;
}
