import type { PredictInput } from '../contracts/activities';
import type { Prediction } from '../contracts/speculation';
import { modelPredictor } from '../predictors/model';
import type { Predictor } from '../predictors/predictor';
import { assertStore } from '../store/assert-store';
import { trustedAddressTexts } from './egress';
import { judge } from './judge';
import { renderTranscript } from './transcript-io';
import { withHeartbeat } from './with-heartbeat';
import { assertPolicy, modelOf, type WorkerContext } from './worker-context';

/** One prediction: load the transcript, ask the predictor, let the gate judge, return verdicts with their reasons. */
export const createPredict =
  (context: WorkerContext) =>
  (input: PredictInput): Promise<Prediction> =>
    withHeartbeat(context, async (signal) => {
      const { store } = context;
      await assertStore(store, input.run.storeId);
      assertPolicy(context, input.run.policyHash);
      const { messages, params, texts } = await renderTranscript(store, input.transcript);
      const predictor: Predictor = modelPredictor(modelOf(context, input.run.predictor));
      const { toolset } = context;
      const startedMs = performance.now();
      const guessed = await predictor.predict({
        params,
        toolset,
        topK: input.topK,
        runToken: input.run.token,
        signal,
      });
      const trusted = trustedAddressTexts(messages, (hash) => texts.get(hash));
      return {
        predictor: predictor.name,
        candidates: judge(context, input, guessed.guesses, trusted),
        usage: guessed.usage,
        seconds: (performance.now() - startedMs) / 1000,
      };
    });
