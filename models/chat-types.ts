import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources/chat/completions';
import type { ModelProfile } from '../contracts/config';
import type { Usage } from '../contracts/decision';
import type { JsonObject } from '../contracts/json';
import type { EndpointPool } from './endpoint-pool';

export interface ChatRequest {
  messages: ChatCompletionMessageParam[];
  tools?: ChatCompletionTool[];
  toolChoice?: 'auto' | 'none' | 'required';
  /** Answers wanted; a server that refuses the parameter gives one. */
  n?: number;
  /** The profile's, unless set. */
  maxTokens?: number;
}

/**
 * What an answer shows while it comes in; only for the first choice. Per call, `tool_name` comes before `tool_call`,
 * and calls come in order. All events of an answer come before its promise settles.
 */
export type ChatEvent =
  | { type: 'delta'; kind: 'text' | 'reasoning' | 'arguments'; text: string }
  | { type: 'tool_name'; index: number; name: string }
  | { type: 'tool_call'; index: number; name: string; argumentsText: string };

export interface ChatToolCall {
  /** The server's id; empty where it gave none. */
  id: string;
  name: string;
  /** As the model wrote them: possibly no JSON at all. */
  argumentsText: string;
}

export interface ChatChoice {
  text: string;
  reasoning?: string;
  toolCalls: ChatToolCall[];
  /** As the server gave it, such as `stop`, `tool_calls`, `length`, `content_filter`; `stop` where it gave none. */
  finish: string;
  /** Provider fields that we do not know, for profiles with `replay: required`. */
  opaque?: OpaqueFields;
}

/** Unknown fields of the message, and of its calls by position. */
export interface OpaqueFields {
  message: JsonObject;
  toolCalls: JsonObject[];
}

export interface ChatResult {
  /** At least one. */
  choices: ChatChoice[];
  /** Model name as the server returned it. */
  model: string;
  usage: Usage;
  /** From sending the request to its last byte. */
  seconds: number;
  /** The server did not stream: everything was seen at once. */
  inOnePiece: boolean;
}

export interface ChatOptions {
  profile: ModelProfile;
  pool: EndpointPool;
  request: ChatRequest;
  /** Speculative: waits behind real requests, and may be broken off for one. */
  ahead: boolean;
  runToken: string;
  /** Aborting closes the HTTP request at once. */
  signal: AbortSignal;
  onEvent?: (event: ChatEvent) => void;
}
