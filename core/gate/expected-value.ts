import type { GateSettings, GateValue } from '../../contracts/gate';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { DecisionPrice } from './gate';
import { expectedMinOver, leftAfter, meanOf, pointsOf, slowestOf, type Latency } from './latency';

/** The prices of the rule, a part of a run's gate settings. */
export type GatePrices = Pick<
  GateSettings,
  'lambdaUsdPerSecond' | 'executionUsdPerSecond' | 'disclosureUsd' | 'queueingSeconds'
>;

/**
 * The gate's rule (DESIGN.md section 5): `EV = λ · q · s − (1 − q) · c − λ · d`, with `s` the expected seconds that a
 * right guess takes off the critical path, `c` the dollars that a wrong one costs, and `d` the seconds by which a launch
 * delays real work. Not above zero where `q` or λ is zero.
 */
export function expectedValue(input: {
  q: number;
  savedSeconds: number;
  riskUsd: number;
  prices: GatePrices;
}): number {
  const { q, savedSeconds, riskUsd, prices } = input;
  const { lambdaUsdPerSecond, queueingSeconds } = prices;
  return lambdaUsdPerSecond * (q * savedSeconds - queueingSeconds) - (1 - q) * riskUsd;
}

/**
 * What it is worth to execute a call now that is needed when the window closes: without a guess its tool would run
 * after the actor's decision, so `min(tool seconds, window)` is saved.
 */
export function callValue(input: {
  q: number;
  tool: Latency;
  /** Equally likely points of the seconds until the actor's decision. */
  windows: readonly number[];
  policy: Pick<ToolPolicy, 'priceUsd' | 'egress'>;
  prices: GatePrices;
}): GateValue {
  const { q, tool, windows, policy, prices } = input;
  const savedSeconds = expectedMinOver(tool, windows);
  // A wrong one is broken off when the actor has decided: it runs as long as a right one would have saved.
  const execution = policy.priceUsd + prices.executionUsdPerSecond * savedSeconds;
  const riskUsd = execution + (policy.egress === 'none' ? 0 : prices.disclosureUsd);
  const evUsd = expectedValue({ q, savedSeconds, riskUsd, prices });
  return rounded({ q, windowSeconds: meanOf(windows), savedSeconds, riskUsd, evUsd });
}

/**
 * What it is worth to ask the actor about the predicted future, behind the turn's tools: the decision ahead starts when
 * the slowest tool is done, the real one when the actor has decided as well. What is left of the window then is the head
 * start, and `min(actor seconds, head start)` is saved.
 */
export function decisionValue(input: {
  /** Of the whole chain, this turn included. */
  q: number;
  tools: readonly Latency[];
  actor: Latency;
  windows: readonly number[];
  /** Where the model has no price, the decision's seconds count. */
  decision: Pick<DecisionPrice, 'sentUsd' | 'writtenUsd'>;
  prices: GatePrices;
}): GateValue {
  const { q, actor, windows, decision, prices } = input;
  const starts = input.tools.length === 0 ? [0] : pointsOf(slowestOf(input.tools));
  const headStarts = leftAfter(windows, starts);
  const savedSeconds = expectedMinOver(actor, binned(headStarts));
  const riskUsd = brokenOffUsd(decision, { savedSeconds, actor, prices });
  const evUsd = expectedValue({ q, savedSeconds, riskUsd, prices });
  return rounded({ q, windowSeconds: meanOf(headStarts), savedSeconds, riskUsd, evUsd });
}

/** A wrong decision ahead is broken off when the actor has decided: its prompt is paid, and what it has written by then. */
function brokenOffUsd(
  { sentUsd, writtenUsd }: Pick<DecisionPrice, 'sentUsd' | 'writtenUsd'>,
  { savedSeconds, actor, prices }: { savedSeconds: number; actor: Latency; prices: GatePrices },
): number {
  if (sentUsd + writtenUsd === 0) return prices.executionUsdPerSecond * savedSeconds;
  const meanSeconds = meanOf(pointsOf(actor));
  return sentUsd + (meanSeconds > 0 ? Math.min(1, savedSeconds / meanSeconds) : 1) * writtenUsd;
}

/** Whether asking a predictor is worth its own price: what its guesses may save at best, at the share that is right. */
export function predictionPays(input: {
  /** Probability that the run gets here, and that the predictor is right. */
  reach: number;
  hitRate: number;
  /** Of the tool that can save most; with a decision ahead, its seconds too. */
  bestSavedSeconds: number;
  /** Dollars of one prediction. */
  priceUsd: number;
  prices: GatePrices;
}): boolean {
  const { reach, hitRate, bestSavedSeconds, priceUsd, prices } = input;
  return prices.lambdaUsdPerSecond * reach * hitRate * bestSavedSeconds > priceUsd;
}

/** At most 64 points of many, so that the closed form is not worked out a thousand times. */
function binned(points: number[]): number[] {
  const wanted = 64;
  if (points.length <= wanted) return points;
  const sorted = [...points].sort((a, b) => a - b);
  return Array.from(
    { length: wanted },
    (_, at) => sorted[Math.floor(((at + 0.5) / wanted) * sorted.length)] ?? 0,
  );
}

/** Five significant digits: history holds verdicts for ever. */
export const rounded = (value: GateValue): GateValue => ({
  q: round(value.q),
  windowSeconds: round(value.windowSeconds),
  savedSeconds: round(value.savedSeconds),
  riskUsd: round(value.riskUsd),
  evUsd: round(value.evUsd),
});

const round = (value: number): number => Number(value.toPrecision(5));
