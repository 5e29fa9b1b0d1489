import type { JsonObject } from '../../contracts/json';

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
