import type { JsonObject } from './json';

/** What the actor's stream shows before the decision is complete; the payload of the `observed` signal. */
export interface Observed {
  runToken: string;
  /** Id of the transcript that the decision answers. */
  transcript: string;
  /** Attempt of the decide activity; a higher one voids what lower ones reported. */
  attempt: number;
  calls: ObservedCall[];
}

export interface ObservedCall {
  /** Position in the turn, from 0. */
  index: number;
  tool: string;
  /** Present once the arguments have closed; absent while only the name stands. */
  call?: { arguments: JsonObject; key: string };
}
