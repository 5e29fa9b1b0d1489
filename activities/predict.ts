import type { PredictInput } from '../contracts/activities';
import type { Prediction } from '../contracts/speculation';
import { mergeGuesses, type KeyedGuess } from '../predictors/merge-guesses';
import type { Guess } from '../predictors/predictor';
import { assertStore } from '../store/assert-store';
import { normaliseCall } from '../tools/normalise-call';
import { trustedAddressTexts } from './egress';
import { judge } from './judge';
import { nextToAsk } from './predict-next';
import { predictorOf } from './predictor-of';
import { renderTranscript } from './transcript-io';
import { withHeartbeat } from './with-heartbeat';
import { assertPolicy, type WorkerContext } from './worker-context';

/**
 * One prediction by one of the run's predictors: load the transcript, ask it, merge its guesses with what those before
 * it said, let the gate judge, return verdicts with their reasons, and who is worth asking next.
 */
export const createPredict =
  (context: WorkerContext) =>
  (input: PredictInput): Promise<Prediction> =>
    withHeartbeat(context, async (signal) => {
      const { store, toolset } = context;
      await assertStore(store, input.run.storeId);
      assertPolicy(context, input.run.policyHash);
      const { predictors = ['model'], stage = 0, earlier = [] } = input;
      const predictor = await predictorOf(context, predictors[stage] ?? 'model', input.run);
      const { messages, params, texts } = await renderTranscript(store, input.transcript);
      const startedMs = performance.now();
      const guessed = await predictor.predict({
        params,
        toolset,
        topK: input.topK,
        runToken: input.run.token,
        signal,
      });
      const seconds = (performance.now() - startedMs) / 1000;
      const merged = mergeGuesses(
        earlier,
        guessed.guesses.map((guess) => withKeys(context, guess)),
      );
      const trusted = trustedAddressTexts(messages, (hash) => texts.get(hash));
      const candidates = judge(context, input, merged.guesses, trusted).map((candidate, index) => {
        const { sources = [] } = merged.guesses[index] ?? {};
        return sources.length > 1 ? { ...candidate, sources } : candidate;
      });
      const next = nextToAsk(input, { candidates, earlier: merged.earlier });
      return {
        predictor: predictor.name,
        candidates,
        usage: guessed.usage,
        seconds,
        ...(next === undefined ? {} : { next }),
        ...(earlier.length > 0 ? { earlier: merged.earlier } : {}),
      };
    });

const withKeys = ({ toolset }: WorkerContext, guess: Guess): KeyedGuess => ({
  ...guess,
  keys: guess.calls.map((call) => normaliseCall(toolset, call.tool, call.arguments).call.key),
});
