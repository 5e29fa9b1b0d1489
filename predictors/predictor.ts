import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Usage } from '../contracts/decision';
import type { JsonObject } from '../contracts/json';
import type { HeldOutRecord } from '../contracts/profile';
import type { Candidate, GuessSource } from '../contracts/speculation';
import type { Tool } from '../contracts/tool';
import type { ToolPolicy } from '../contracts/tool-policy';

export interface GuessedCall {
  tool: string;
  /** As guessed; checked and normalised by whoever asked. */
  arguments: JsonObject;
  /** That the turn makes this call, alone or beside others; where the predictor tells it apart from the turn's. */
  probability?: number;
}

/** A guess at the whole next turn, before anyone judges it. */
export interface Guess {
  turn: Candidate['turn'];
  calls: GuessedCall[];
  probability: number;
  source: GuessSource;
  /** What it rests on, in one sentence; where the predictor can say. */
  because?: string;
}

/** The tools that the run may call, and what is known of their effects. */
export interface AskedTools {
  list(): readonly Tool[];
  policyOf?(tool: string): Pick<ToolPolicy, 'effect'> | undefined;
}

/** Anything that guesses the next turn for a transcript. One file each; best guess first, possibly none. */
export interface Predictor {
  /** Name and version, as recorded in the run. */
  name: string;
  /** How often its guesses were right where it was measured before it came here; absent where nobody did. */
  record?: HeldOutRecord;
  predict(input: {
    /** The transcript as a model is sent it. */
    params: ChatCompletionMessageParam[];
    toolset: AskedTools;
    /** Id of the model that acts, where that is known: predictors may know its habits. */
    actor?: string | undefined;
    topK: number;
    runToken: string;
    signal: AbortSignal;
  }): Promise<{ guesses: Guess[]; usage: Usage }>;
}
