import type { KeyedGuess } from '../predictors/merge-guesses';
import type { Guess } from '../predictors/predictor';
import { normaliseCall } from '../tools/normalise-call';
import type { Toolset } from '../tools/toolset';

/** A guess with the canonical keys of its calls, as merging compares them. */
export const keyedGuess = (toolset: Toolset, guess: Guess): KeyedGuess => ({
  ...guess,
  keys: guess.calls.map((call) => normaliseCall(toolset, call.tool, call.arguments).call.key),
});
