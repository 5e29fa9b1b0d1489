import { judge, type JudgeInput } from '../../../activities/judge';
import { keyedGuess } from '../../../activities/keyed-guess';
import type { JsonObject } from '../../../contracts/json';
import type { RunInput } from '../../../contracts/run';
import type { Prediction } from '../../../contracts/speculation';
import { learnedEvidence } from '../../../core/gate/learned-evidence';
import { NO_USAGE } from '../../../models/usage';
import { mergeGuesses } from '../../../predictors/merge-guesses';
import type { Guess, Predictor } from '../../../predictors/predictor';
import type { Guesser } from '../arms';
import type { PlayedTrajectory } from '../recording/played-trajectory';
import type { VirtualContext } from './virtual-context';
import type { VirtualTranscripts } from './virtual-transcripts';
import type { AskedPrediction } from './virtual-world';

/** Who guesses in a calculated run, and about what. */
export interface VirtualPrediction extends AskedPrediction {
  context: VirtualContext;
  run: Pick<RunInput, 'actor' | 'token' | 'speculation'>;
  trajectory: PlayedTrajectory;
  transcripts: VirtualTranscripts;
  guesser: Guesser | undefined;
  table: Predictor | undefined;
}

/** One prediction of a calculated run: what the predict activity does, without Temporal and store. */
export async function virtualPrediction(input: VirtualPrediction): Promise<Prediction> {
  const { messages, step, ports, context, run, transcripts, guesser, table } = input;
  const { strategy, minProbability, topK } = run.speculation;
  const params = transcripts.render(messages);
  const guesses = await guessesOf(input, params);
  const predictor = guesser ?? 'none';
  const asking: JudgeInput = {
    run: { actor: run.actor },
    strategy,
    minProbability,
    topK,
    budget: ports.budget,
    gate: ports.gate,
  };
  const keyed = guesses.map((guess) => keyedGuess(context.toolset, guess));
  const { candidates, gate } = judge(context, asking, {
    guesses: mergeGuesses([], keyed).guesses,
    predictor,
    evidence: learnedEvidence(
      context.profile?.runs ? context.profile : undefined,
      {
        skills: ports.learned?.skills ?? [],
        latencies: ports.learned?.latencies ?? [],
        records: guesser === 'table' ? { table: table?.record } : {},
      },
      `${run.token} ${step}`,
    ),
    seconds: 0,
    trusted: [],
    params,
  });
  return { predictor, candidates, usage: NO_USAGE, seconds: 0, gate };
}

async function guessesOf(
  { messages, step, context, run, trajectory, transcripts, guesser, table }: VirtualPrediction,
  params: ReturnType<VirtualTranscripts['render']>,
): Promise<Guess[]> {
  if (guesser === 'oracle') return oracleGuesses(trajectory, step, transcripts.isRecorded(messages));
  const guessed = await table?.predict({
    params,
    toolset: context.toolset,
    actor: trajectory.model,
    topK: run.speculation.topK,
    runToken: run.token,
    signal: new AbortController().signal,
  });
  return guessed?.guesses ?? [];
}

function oracleGuesses({ turns }: PlayedTrajectory, step: number, isRecorded: boolean): Guess[] {
  const calls = isRecorded ? (turns[step - 1]?.calls ?? []) : [];
  if (calls.length === 0) return [];
  return [
    {
      turn: 'calls',
      calls: calls.map(({ tool, arguments: args }) => ({ tool, arguments: args as JsonObject })),
      probability: 1,
      source: 'model',
    },
  ];
}
