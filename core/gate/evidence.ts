import type { LatencyKind } from '../../contracts/profile';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { lognormalFromQuantiles } from '../statistics';
import { lognormal, type Latency } from './latency';

/** `killed`: precision has fallen, nothing is launched; `probe`: nor would this be, but one in a few is, to see. */
export const TRUST = ['live', 'probe', 'killed'] as const;
export type Trust = (typeof TRUST)[number];

/** What is known of predictors, tools and the actor when a prediction is judged. */
export interface GateEvidence {
  /** Calibrated probability that a prediction is right, cautious while its predictor is little known. Rises with `probability`. */
  probability(input: { predictor: string; tool: string; probability: number }): number;
  /** What the kill switch says to this predictor's guess at a call of this tool. */
  trust(input: { predictor: string; tool: string; key: string }): Trust;
  /** Share of a predictor's whole turns that were right; hopeful while data are few, so that it gets its chance. */
  hitRate(predictor: string): number;
  /** How long something takes: what was measured, drawn towards the prior while that is little. */
  seconds(kind: LatencyKind, name: string, prior: Latency): Latency;
}

/** p95 over p50 of tools in published traces (shared latency table: 1.0 to 6 for 1.0 s; remote MCP 0.32 to 1.84). */
const TOOL_P95_OVER_P50 = 4;

/** 95 % point of the standard normal distribution. */
const NORMAL_P95 = 1.6449;

/** Before anything was measured: quick actors leave short windows, which is the cautious guess. */
const ACTOR_PRIOR = lognormal(lognormalFromQuantiles(1.35, 2.5));

/** How long a tool takes; before anybody measured it, the lognormal whose 95 % point is its policy's p95. */
export function toolSeconds(
  evidence: GateEvidence,
  tool: string,
  policy: Pick<ToolPolicy, 'p95Ms'>,
): Latency {
  const mu = Math.log(policy.p95Ms / 1000 / TOOL_P95_OVER_P50);
  const sigma = Math.log(TOOL_P95_OVER_P50) / NORMAL_P95;
  return evidence.seconds('tool', tool, lognormal({ mu, sigma }));
}

/** How long the actor takes to decide. */
export const actorSeconds = (evidence: GateEvidence, actor: string): Latency =>
  evidence.seconds('actor', actor, ACTOR_PRIOR);
