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

/**
 * What the actor answers to a transcript. `ask` is text for the user of a run that has one; `thinking` is text with
 * neither a call nor an answer where there is no user, or nothing at all.
 */
export interface Decision {
  kind: 'calls' | 'final' | 'thinking' | 'ask';
  calls: DecidedCall[];
  /** With `final` the answer as it stands after the marker; with `ask` the whole text, the answer should the user say no more. */
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
