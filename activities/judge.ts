import type { PredictInput, RunContext } from '../contracts/activities';
import type { Candidate, RefusalReason } from '../contracts/speculation';
import type { GateEvidence } from '../core/gate/evidence';
import type { Gate, GateTurn, TurnVerdict } from '../core/gate/gate';
import { thresholdGate } from '../core/gate/threshold-gate';
import { valueGate } from '../core/gate/value-gate';
import type { Guess } from '../predictors/predictor';
import { normaliseCall, type NormalisedCall } from '../tools/normalise-call';
import { addressesAreTrusted } from './trusted-addresses';
import { decisionPrices, type Prompt } from './speculation-prices';
import type { WorkerContext } from './worker-context';

/** What a prediction is judged by besides its guesses. */
export interface Judgement extends Prompt {
  guesses: Guess[];
  /** Name and version of who answered. */
  predictor: string;
  evidence: GateEvidence;
  /** Seconds that this activity has taken so far: the window is shorter by them. */
  seconds: number;
  /** Texts in which an address must stand to be fetched ahead. */
  trusted: string[];
  /** A further reason to refuse a call, whatever it is worth, such as where its arguments come from. */
  forbids?: (call: NormalisedCall['call']) => RefusalReason | undefined;
}

/** What of a worker judging needs. */
export type JudgeContext = Pick<WorkerContext, 'config' | 'pools' | 'toolset'>;

/** What of a prediction's input judging needs. */
export type JudgeInput = Pick<PredictInput, 'strategy' | 'minProbability' | 'topK' | 'budget' | 'gate'> & {
  run: Pick<RunContext, 'actor'>;
};

/** Candidates with a verdict for each call: what cannot be executed ahead at all is refused before the gate is asked. */
export function judge(
  context: JudgeContext,
  input: JudgeInput,
  judgement: Judgement,
): { gate: string; candidates: Candidate[] } {
  const turns = judgement.guesses.map((guess) => gateTurn(context, input, guess, judgement));
  const gate = gateOf(input, judgement.evidence);
  const asked = input.gate;
  const verdicts = gate.judge({
    turns,
    budget: input.budget,
    input: {
      reach: asked?.reach ?? 1,
      elapsedSeconds: (asked?.elapsedSeconds ?? 0) + judgement.seconds,
      ahead: asked?.ahead ?? false,
      silentShare: asked?.silentShare ?? 1,
    },
    decision: asked?.ahead
      ? decisionPrices(context, input, {
          ...judgement,
          calls:
            turns.find(({ calls }) => calls.length > 0 && calls.every(({ refused }) => !refused))?.calls ??
            [],
        })
      : { reserveUsd: 0, sentUsd: 0, writtenUsd: 0 },
  });
  const candidates = judgement.guesses.map((guess, at) => candidateOf(guess, turns[at], verdicts[at]));
  return { gate: gate.name, candidates };
}

/** A guess as the gate is asked about it: its calls normalised, each with its policy or why it may never run ahead. */
function gateTurn(
  context: JudgeContext,
  input: JudgeInput,
  { turn, probability, calls }: Guess,
  judgement: Judgement,
): GateTurn {
  return {
    turn,
    probability,
    predictor: judgement.predictor,
    calls: calls.map(({ tool, arguments: args, probability: own }) => {
      const normalised = normaliseCall(context.toolset, tool, args);
      const policy = context.toolset.policyOf(normalised.call.tool);
      const refused = refusal(context, input, normalised, judgement);
      return {
        ...normalised.call,
        ...(own === undefined ? {} : { probability: own }),
        ...(policy ? { policy } : {}),
        ...(refused ? { refused } : {}),
      };
    }),
  };
}

function candidateOf(
  { turn, probability, source }: Guess,
  asked: GateTurn | undefined,
  verdict: TurnVerdict | undefined,
): Candidate {
  const { calls = [], q, ahead } = verdict ?? {};
  return {
    turn,
    calls: (asked?.calls ?? []).map(({ tool, arguments: args, key, probability: own }, index) => ({
      tool,
      arguments: args,
      key,
      verdict: calls[index] ?? { admit: false, reason: 'no_value' },
      ...(own === undefined || own === probability ? {} : { probability: own }),
    })),
    probability,
    source,
    ...(q === undefined ? {} : { q }),
    ...(ahead === undefined ? {} : { ahead }),
  };
}

function gateOf(input: JudgeInput, evidence: GateEvidence): Gate {
  const settings = input.gate?.settings;
  return settings?.rule === 'value'
    ? valueGate({ settings, evidence, actor: input.run.actor, topK: input.topK })
    : thresholdGate(input.minProbability, settings);
}

function refusal(
  { toolset }: JudgeContext,
  input: JudgeInput,
  normalised: NormalisedCall,
  { trusted, forbids }: Judgement,
): RefusalReason | undefined {
  if (!normalised.ok)
    return normalised.problem.code === 'unknown_tool' ? 'unknown_tool' : 'invalid_arguments';
  const policy = toolset.policyOf(normalised.call.tool);
  if (!policy) return 'unknown_tool';
  if (policy.effect === 'write') return 'not_read_only';
  if (policy.egress === 'url' && !addressesAreTrusted(normalised.call.arguments, trusted))
    return 'egress_url';
  return forbids?.(normalised.call) ?? (input.strategy === 'none' ? 'shadow' : undefined);
}
