import type { PredictInput } from '../contracts/activities';
import type { Candidate, Prediction, RefusalReason, Verdict } from '../contracts/speculation';
import type { GateQuestion } from '../core/gate/gate';
import { thresholdGate } from '../core/gate/threshold-gate';
import { modelPredictor } from '../predictors/model';
import type { Guess, GuessedCall, Predictor } from '../predictors/predictor';
import { normaliseCall, type NormalisedCall } from '../tools/normalise-call';
import { assertStore } from '../store/assert-store';
import { addressesAreTrusted, trustedAddressTexts } from './egress';
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

/** Candidates with a verdict for each call: what cannot be executed ahead at all is refused before the gate is asked. */
function judge(
  context: WorkerContext,
  input: PredictInput,
  guesses: Guess[],
  trusted: string[],
): Candidate[] {
  const gate = thresholdGate(input.minProbability);
  const open: { question: GateQuestion; settle: (verdict: Verdict) => void }[] = [];
  const candidates = guesses.map((guess): Candidate => {
    const calls = guess.calls.map((guessedCall: GuessedCall) => {
      const normalised = normaliseCall(context.toolset, guessedCall.tool, guessedCall.arguments);
      const predicted = { ...normalised.call, verdict: { admit: false, reason: 'unknown_tool' } as Verdict };
      const policy = context.toolset.policyOf(normalised.call.tool);
      const refused = refusal(context, input, normalised, trusted);
      if (refused) predicted.verdict = { admit: false, reason: refused };
      else if (policy) {
        const { call } = normalised;
        const question = {
          call,
          probability: guess.probability,
          source: guess.source,
          policy,
          budget: input.budget,
        };
        open.push({ question, settle: (verdict) => (predicted.verdict = verdict) });
      }
      return predicted;
    });
    return { turn: guess.turn, calls, probability: guess.probability, source: guess.source };
  });
  const verdicts = gate.admit(open.map(({ question }) => question));
  for (const [index, { settle }] of open.entries())
    settle(verdicts[index] ?? { admit: false, reason: 'below_threshold' });
  return candidates;
}

function refusal(
  { toolset }: WorkerContext,
  input: PredictInput,
  normalised: NormalisedCall,
  trusted: string[],
): RefusalReason | undefined {
  if (!normalised.ok)
    return normalised.problem.code === 'unknown_tool' ? 'unknown_tool' : 'invalid_arguments';
  const policy = toolset.policyOf(normalised.call.tool);
  if (!policy) return 'unknown_tool';
  if (policy.effect === 'write') return 'not_read_only';
  if (policy.egress === 'url' && !addressesAreTrusted(normalised.call.arguments, trusted))
    return 'egress_url';
  return input.strategy === 'none' ? 'shadow' : undefined;
}
