import type { Usage } from './decision';

/**
 * The model requests that tools may make; built from the configuration where the worker starts, injected into tools.
 * `signal` and `ahead` come from the tool's context: a request ahead has slots of its own and gives way to real ones.
 */
export interface AuxModel {
  /** One answer to a prompt, optionally about images. Throws ForerunError on provider errors. */
  complete(input: {
    system?: string;
    prompt: string;
    images?: { bytes: Uint8Array; mime: string }[];
    maxTokens?: number;
    signal: AbortSignal;
    ahead: boolean;
  }): Promise<{ text: string; usage: Usage }>;
  /** Text of a recording. */
  transcribe(input: {
    bytes: Uint8Array;
    name: string;
    mime: string;
    signal: AbortSignal;
    ahead: boolean;
  }): Promise<{ text: string; usage: Usage }>;
}
