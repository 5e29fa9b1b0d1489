import type { JsonObject } from './json';

/** A call in its normalised form: what the transcript holds and what the canonical key is made of. */
export interface Call {
  tool: string;
  arguments: JsonObject;
  /** Canonical key: SHA-256 of the canonical JSON of tool name and normalised arguments. Equal keys mean the same call. */
  key: string;
}

/** A call that cannot be executed, and what the model is told about it. The text is stored under `outcomeHash`. */
export interface CallProblem {
  code: 'broken_arguments' | 'arguments_not_an_object' | 'unknown_tool' | 'invalid_arguments' | 'too_large';
  message: string;
  outcomeHash: string;
}

/** One call of an actor's turn. */
export interface DecidedCall extends Call {
  problem?: CallProblem;
}
