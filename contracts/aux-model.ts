import type { Usage } from './decision';

/** The model requests that tools may make; built from the configuration where the worker starts, injected into tools. */
export interface AuxModel {
  /** One answer to a prompt, optionally about images. Throws ForerunError on provider errors. */
  complete(input: {
    system?: string;
    prompt: string;
    images?: { bytes: Uint8Array; mime: string }[];
    maxTokens?: number;
    signal: AbortSignal;
  }): Promise<{ text: string; usage: Usage }>;
  /** Text of a recording. */
  transcribe(input: {
    bytes: Uint8Array;
    name: string;
    mime: string;
    signal: AbortSignal;
  }): Promise<{ text: string; usage: Usage }>;
}
