import type { PredictInput } from '../contracts/activities';
import type { Candidate, Prediction, RefusalReason } from '../contracts/speculation';
import { learnedEvidence } from '../core/gate/learned-evidence';
import { NO_USAGE } from '../models/usage';
import { mergeGuesses } from '../predictors/merge-guesses';
import type { Guess } from '../predictors/predictor';
import { assertStore } from '../store/assert-store';
import { forbidsTainted, taintSources } from './egress';
import { judge, type Judgement } from './judge';
import { keyedGuess } from './keyed-guess';
import { pinnedProfile } from './pinned-profile';
import { nextToAsk } from './predict-next';
import { predictorOf } from './predictor-of';
import { skipsPredictor } from './speculation-prices';
import { startLearning } from './start-learning';
import { renderTranscript } from './transcript-io';
import { trustedAddressTexts } from './trusted-addresses';
import { withHeartbeat } from './with-heartbeat';
import { contextForRun, type WorkerContext } from './worker-context';

/** History holds predictions for ever. */
const MAX_REASON_CHARS = 200;

/** What a predictor has said about a transcript, and what it is judged by. */
interface AskedGuesses extends Pick<Judgement, 'predictor' | 'evidence' | 'seconds'> {
  guesses: Guess[];
  transcript: Awaited<ReturnType<typeof renderTranscript>>;
}

/**
 * One prediction by one of the run's predictors: load the transcript, ask it, merge its guesses with what those before
 * it said, let the gate judge, return verdicts with their reasons, and who is worth asking next.
 */
export const createPredict =
  (shared: WorkerContext) =>
  (input: PredictInput): Promise<Prediction> =>
    withHeartbeat(shared, async (signal) => {
      const { store } = shared;
      await assertStore(store, input.run.storeId);
      const context = await contextForRun(shared, input.run);
      const kind = input.predictors?.[input.stage ?? 0] ?? 'model';
      const predictor = await predictorOf(context, kind, input.run);
      const { name, record } = predictor;
      const transcript = await renderTranscript(store, input.transcript);
      const { params } = transcript;
      startLearning(context.client, context.config.temporal.queuePrefix, input);
      const learned = await pinnedProfile(store, input.learned);
      const pin = learned && { profile: learned.version };
      const evidence = learnedEvidence(
        learned?.profile,
        { ...(input.learned ?? { skills: [], latencies: [] }), records: { [name]: record } },
        `${input.run.token} ${input.step}`,
      );
      const skipped = skipsPredictor(context, input, { kind, predictor: name, evidence, params });
      if (skipped) return { ...skippedPrediction(input, name, skipped), ...pin };
      const startedMs = performance.now();
      const { guesses, usage } = await predictor.predict({
        params,
        toolset: context.toolset,
        actor: context.config.models[input.run.actor]?.model,
        topK: input.topK,
        runToken: input.run.token,
        signal,
      });
      const seconds = (performance.now() - startedMs) / 1000;
      const asked = { guesses, predictor: name, evidence, seconds, transcript };
      return { predictor: name, usage, seconds, ...pin, ...judgedGuesses(context, input, asked) };
    });

/** The guesses, merged with those of the predictors before, with the gate's verdicts. */
function judgedGuesses(
  context: WorkerContext,
  input: PredictInput,
  { guesses, transcript, ...asked }: AskedGuesses,
): Pick<Prediction, 'candidates' | 'gate' | 'next' | 'earlier' | 'earlierCalls'> {
  const { toolset } = context;
  const { earlier = [] } = input;
  const { messages, params, texts } = transcript;
  const merged = mergeGuesses(
    earlier,
    guesses.map((guess) => keyedGuess(toolset, guess)),
  );
  const textOf = (hash: string): string | undefined => texts.get(hash);
  const policyOf = toolset.policyOf.bind(toolset);
  const judged = judge(context, input, {
    ...asked,
    guesses: merged.guesses,
    params,
    trusted: trustedAddressTexts(messages, textOf, policyOf),
    forbids: forbidsTainted(toolset, () => taintSources(messages, textOf, policyOf)),
  });
  const candidates = judged.candidates.map((candidate, index): Candidate => {
    const { sources = [], because } = merged.guesses[index] ?? {};
    return {
      ...candidate,
      ...(sources.length > 1 ? { sources } : {}),
      ...(because === undefined ? {} : { because: because.slice(0, MAX_REASON_CHARS) }),
    };
  });
  const next = nextToAsk(input, { candidates, earlier: merged.earlier });
  return {
    candidates,
    gate: judged.gate,
    ...(next === undefined ? {} : { next }),
    ...(earlier.length > 0 ? { earlier: merged.earlier, earlierCalls: merged.earlierCalls } : {}),
  };
}

/** A predictor that is not worth its price says nothing; the one after it may be. */
function skippedPrediction(input: PredictInput, predictor: string, skipped: RefusalReason): Prediction {
  const before = (input.earlier ?? []).map(({ probability }) => probability);
  const next = nextToAsk(input, { candidates: [], earlier: before });
  return {
    predictor,
    candidates: [],
    usage: NO_USAGE,
    seconds: 0,
    skipped,
    ...(next === undefined ? {} : { next }),
    ...(before.length > 0 ? { earlier: before } : {}),
  };
}
