import { geometricMean, mean } from '../../../core/statistics';
import type { ReplayArm } from '../arms';
import type { ArmResult } from './arm-result';

/** What a gate came to in one domain, or in all of them together. */
export interface GateRow {
  domain: string;
  arm: string;
  /** Wall time without users against the baseline; over all domains their geometric mean. */
  ratio: number;
  /** A run's means from here on; over all domains each domain counts the same. */
  savedSeconds: number;
  /** Of work that nobody used; what of it has no price of its own is not in the net value. */
  wastedSeconds: number;
  costUsd: number;
  extraCostUsd: number;
  /** Requests to the actor beyond the baseline's, as a share of these. */
  extraActorCalls: number;
  /** Seconds saved at what a second is worth, less the extra dollars. */
  netUsd: number;
  /** The fixed threshold with the highest net value here. */
  isBestThreshold: boolean;
}

export const ALL_DOMAINS = 'all';

/**
 * The gates of a benchmark against each other at a price of time; none where there is nothing to compare. Only what can
 * be told afterwards is a best fixed threshold: nobody knows it beforehand.
 */
export function compareGates(
  domains: readonly { domain: string; arms: readonly ArmResult[] }[],
  arms: readonly ReplayArm[],
  lambdaUsdPerSecond: number,
): GateRow[] {
  const gated = arms.filter(({ gate, guesser }) => gate !== undefined && guesser !== 'oracle');
  if (gated.length < 2) return [];
  const thresholds = new Set(gated.flatMap(({ name, gate }) => (gate?.rule === 'threshold' ? [name] : [])));
  const groups = domains.map(({ domain, arms: results }) =>
    gated.flatMap(({ name }) => {
      const found = results.find(({ arm }) => arm === name);
      return found ? [rowOf(domain, found, lambdaUsdPerSecond)] : [];
    }),
  );
  const whole = gated.flatMap(({ name }) => together(groups.flat().filter(({ arm }) => arm === name)));
  const all = groups.length > 1 ? [...groups, whole] : groups;
  return all.flatMap((rows) => withBest(rows, thresholds));
}

function rowOf(domain: string, result: ArmResult, lambdaUsdPerSecond: number): GateRow {
  const { arm, savedSeconds, wastedSeconds, costUsd, extraCostUsd, extraActorCalls } = result;
  const netUsd = savedSeconds * lambdaUsdPerSecond - extraCostUsd;
  const ratio = result.ratio.value;
  return {
    domain,
    arm,
    ratio,
    savedSeconds,
    wastedSeconds,
    costUsd,
    extraCostUsd,
    extraActorCalls,
    netUsd,
    isBestThreshold: false,
  };
}

function together(rows: readonly GateRow[]): GateRow[] {
  const [first] = rows;
  if (!first) return [];
  const of = (value: (row: GateRow) => number): number => mean(rows.map(value)) ?? 0;
  return [
    {
      domain: ALL_DOMAINS,
      arm: first.arm,
      ratio: geometricMean(rows.map(({ ratio }) => ratio)) ?? 1,
      savedSeconds: of((row) => row.savedSeconds),
      wastedSeconds: of((row) => row.wastedSeconds),
      costUsd: of((row) => row.costUsd),
      extraCostUsd: of((row) => row.extraCostUsd),
      extraActorCalls: of((row) => row.extraActorCalls),
      netUsd: of((row) => row.netUsd),
      isBestThreshold: false,
    },
  ];
}

function withBest(rows: readonly GateRow[], thresholds: ReadonlySet<string>): GateRow[] {
  const candidates = rows.filter(({ arm }) => thresholds.has(arm));
  const nets = candidates.map(({ netUsd }) => netUsd);
  const most = Math.max(...nets);
  // Where none is worth anything, for better or worse, none is the best.
  const isWorth = nets.some((net) => net !== 0);
  const best = isWorth ? candidates.find(({ netUsd }) => netUsd === most) : undefined;
  return rows.map((row) => ({ ...row, isBestThreshold: row === best }));
}
