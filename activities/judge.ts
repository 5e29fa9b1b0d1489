import type { PredictInput } from '../contracts/activities';
import type { Candidate, RefusalReason, Verdict } from '../contracts/speculation';
import type { GateQuestion } from '../core/gate/gate';
import { thresholdGate } from '../core/gate/threshold-gate';
import type { Guess, GuessedCall } from '../predictors/predictor';
import { normaliseCall, type NormalisedCall } from '../tools/normalise-call';
import { addressesAreTrusted } from './egress';
import type { WorkerContext } from './worker-context';

/** Candidates with a verdict for each call: what cannot be executed ahead at all is refused before the gate is asked. */
export function judge(
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
