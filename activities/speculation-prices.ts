import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { PredictInput, RunContext } from '../contracts/activities';
import type { Usage } from '../contracts/decision';
import type { GateInput } from '../contracts/gate';
import type { PredictorKind, RefusalReason } from '../contracts/speculation';
import { overBudget } from '../core/budget/over-budget';
import { PREDICTION_SHARE } from '../core/budget/prediction-share';
import { isProbe } from '../core/calibration/kill-switch';
import { actorSeconds, toolSeconds, type GateEvidence } from '../core/gate/evidence';
import { predictionPays } from '../core/gate/expected-value';
import { expectedTokens } from '../core/gate/decision-tokens';
import type { DecisionPrice, GateCall } from '../core/gate/gate';
import { expectedMinOver, meanOf, remainingPoints } from '../core/gate/latency';
import { modeOf } from '../core/gate/modes';
import { toFunctionTool } from '../models/tool-schema';
import { estimateUsage, NO_USAGE, priceUsage, toTokens } from '../models/usage';
import { worstCaseUsd } from '../models/worst-case-cost';
import { modelOf, type WorkerContext } from './worker-context';

/** A transcript as a model is sent it. */
export interface Prompt {
  params: ChatCompletionMessageParam[];
}

/** Characters of a usual decision: a few hundred tokens of calls, or an answer. */
const USUAL_ANSWER_CHARS = 1_200;

/** Tokens of a usual outcome; its limit is many times that. */
const USUAL_OUTCOME_TOKENS = 500;

const NOTHING = { launches: 0, costUsd: 0 };

/** A character is three bytes of UTF-8 at most (four for two), and no token is shorter than a byte. */
const MAX_TOKENS_PER_CHAR = 3;

/**
 * What a decision ahead behind these calls can cost at most, and what it is likely to. What the run's decisions wrote and
 * what of their prompts was not cached says what this one will; the rest of its prompt is at the cached price, for the
 * real decision has just been sent it.
 */
export function decisionPrices(
  context: Pick<WorkerContext, 'config' | 'pools' | 'toolset'>,
  input: { run: Pick<RunContext, 'actor'>; gate?: Pick<GateInput, 'decisions'> },
  { params, calls }: Prompt & { calls: readonly GateCall[] },
): DecisionPrice {
  const { profile } = modelOf(context, input.run.actor);
  const request = { messages: params, tools: context.toolset.list().map(toFunctionTool) };
  const price = profile.priceUsdPerMillion;
  const chars = calls.reduce((sum, call) => sum + (call.policy?.maxChars ?? 0), 0);
  const outcomes = calls.length * USUAL_OUTCOME_TOKENS;
  const usual = { written: toTokens(USUAL_ANSWER_CHARS), fresh: outcomes };
  const { written, fresh } = expectedTokens(input.gate?.decisions, usual);
  const promptTokens = estimateUsage(request, 0, price).promptTokens + outcomes;
  const cachedTokens = Math.max(0, promptTokens - fresh);
  const costOf = (tokens: Partial<Usage>): number => priceUsage({ ...NO_USAGE, ...tokens }, price).costUsd;
  return {
    reserveUsd: worstCaseUsd(request, profile) + (chars * MAX_TOKENS_PER_CHAR * price.input) / 1_000_000,
    sentUsd: costOf({ promptTokens: Math.max(promptTokens, fresh), cachedTokens }),
    writtenUsd: costOf({ completionTokens: written }),
  };
}

/**
 * Why a predictor is not worth its price here, if it is not: nothing that it guesses could be launched any more, what it
 * can cost at most is more than the run allows for it, or, under the value gate, more than its guesses are likely to save. One in some twenty that do not pay is asked all the
 * same, so that a predictor that has become good is noticed; none where it would not pay if it were always right.
 */
export function skipsPredictor(
  context: WorkerContext,
  input: PredictInput,
  {
    kind,
    predictor,
    evidence,
    params,
  }: Prompt & { kind: PredictorKind; predictor: string; evidence: GateEvidence },
): RefusalReason | undefined {
  const { gate } = input;
  if (!gate || kind === 'table') return undefined;
  const { profile } = modelOf(context, kind === 'self' ? input.run.actor : input.run.predictor);
  const tools = context.toolset.list().map(toFunctionTool);
  const request = { messages: params, tools };
  const answers = Math.max(1, input.topK);
  const worstUsd = worstCaseUsd(request, profile, answers);
  const spent = overBudget({ budget: input.budget, used: NOTHING, priceUsd: worstUsd / PREDICTION_SHARE });
  if (spent || worstUsd > gate.allowanceUsd) return spent ?? 'budget_cost';
  if (gate.settings.rule !== 'value') return undefined;
  const priceUsd = estimateUsage(request, answers * USUAL_ANSWER_CHARS, profile.priceUsdPerMillion).costUsd;
  const savedSeconds = bestSavedSeconds(context, input, evidence);
  const pays = (hitRate: number): boolean =>
    predictionPays({
      reach: gate.reach,
      hitRate,
      bestSavedSeconds: savedSeconds,
      priceUsd,
      prices: gate.settings,
    });
  if (pays(evidence.hitRate(predictor))) return undefined;
  return pays(1) && isProbe(`${input.run.token} ${input.step} ${predictor}`) ? undefined : 'no_value';
}

/** What the best tool could save, and a decision behind it. */
function bestSavedSeconds(context: WorkerContext, input: PredictInput, evidence: GateEvidence): number {
  const { gate } = input;
  if (!gate) return 0;
  const windows = remainingPoints(actorSeconds(evidence, input.run.actor), gate.elapsedSeconds);
  const saved = context.toolset.list().map(({ name }) => {
    const policy = context.toolset.policyOf(name);
    const usable = policy && policy.effect !== 'write' && modeOf(gate.settings, name) !== 'off';
    return usable ? expectedMinOver(toolSeconds(evidence, name, policy), windows) : 0;
  });
  return Math.max(0, ...saved) + (gate.ahead ? meanOf(windows) * gate.silentShare : 0);
}
