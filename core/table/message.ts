import type { JsonObject } from '../../contracts/json';
import { parseObject } from '../parse-object';

/** One message of a run, in the one form that the table predictor reads; made from traces and from transcripts. */
export interface TableMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  calls: TableCall[];
  /** Of a tool message: the call that it answers; the oldest open call where it is absent or unknown. */
  callId?: string;
  /** Of a tool message: the tool said that it failed. */
  failed?: boolean;
}

export interface TableCall {
  id?: string;
  tool: string;
  /** Empty where the model wrote what is no JSON object. */
  arguments: JsonObject;
}

/** A message as a model was sent it: what its calls were handed is text still. */
export interface SentMessage extends Omit<TableMessage, 'calls'> {
  calls: { id?: string; tool: string; json: string }[];
}

/** The message with its calls' arguments read. Never throws; broken arguments count as none. */
export const readSent = (sent: SentMessage): TableMessage => ({
  ...sent,
  calls: sent.calls.map(({ json, ...call }) => ({ ...call, arguments: parseObject(json) ?? {} })),
});
