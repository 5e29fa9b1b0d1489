import type { DecidedCall } from './call';
import type { Hash } from './transcript';

/** Tokens and dollars of one or more model requests. `estimated` marks figures of broken-off requests. */
export interface Usage {
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  costUsd: number;
  estimated?: boolean;
}

/** What the actor answers to a transcript. `thinking` is text with neither a call nor an answer, or nothing at all. */
export interface Decision {
  kind: 'calls' | 'final' | 'thinking';
  calls: DecidedCall[];
  /** The final answer as it stands after the marker; only with `final`. */
  answer?: string;
  /** Text beside the calls, or the whole answer; absent where the model wrote none. */
  text?: { hash: Hash; preview: string };
  /** Provider fields that must be sent back; only with replay `required`. */
  opaqueHash?: Hash;
  /** Finish reason as the server gave it, such as `stop`, `tool_calls`, `length`. */
  finish: string;
  /** Model name as the server returned it. */
  model: string;
  usage: Usage;
  /** Seconds from sending the request to its last byte, as the activity measured it. */
  seconds: number;
}
