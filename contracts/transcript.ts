import type { JsonObject } from './json';

/** A stored blob: SHA-256 of its bytes in lower-case hex. */
export type Hash = string;

export interface ImageRef {
  hash: Hash;
  mime: string;
  name: string;
}

/** A call as the transcript holds it: a position id, and the normalised call. */
export interface TranscriptCall {
  /** Nine alphanumerics made of step and index, such as `s0003c001`; the same for a predicted and a real future. */
  id: string;
  tool: string;
  arguments: JsonObject;
}

/** What the model sees. Texts of unbounded size are held by hash, so that ids can be computed without I/O. */
export type Message =
  | { role: 'system'; text: string }
  | { role: 'user'; text: string; images?: ImageRef[] }
  | { role: 'assistant'; textHash?: Hash; opaqueHash?: Hash; calls: TranscriptCall[] }
  | { role: 'tool'; callId: string; ok: boolean; textHash: Hash };

/** One link of the chain; its id is the SHA-256 of its canonical JSON. */
export interface TranscriptNode {
  parent: Hash | null;
  messages: Message[];
}

/** A place in the chain. `depth` counts nodes; the root has depth 0. */
export interface TranscriptPoint {
  id: Hash;
  depth: number;
}

/** How an activity receives a transcript: the nearest stored ancestor and the nodes after it, which it stores first. */
export interface TranscriptRef extends TranscriptPoint {
  base: TranscriptPoint | null;
  tail: TranscriptNode[];
  /** Texts that the workflow itself wrote and that `tail` names by hash; stored first, too. */
  texts?: string[];
}
