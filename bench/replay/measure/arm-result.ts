import type { Accounts } from '../../../contracts/accounts';
import { addAccounts, emptyAccounts, hitRate, precision } from '../../../core/accounts';
import { bootstrapGeometricMean, mean, type Interval } from '../../../core/statistics';
import type { RunRecord } from './run-record';

/** What an arm came to against the baseline, over trajectories that both played. Per-run figures are means. */
export interface ArmResult {
  arm: string;
  pairs: number;
  /** Geometric mean of arm / baseline, wall time without the users' turns. */
  ratio: Interval;
  /** The same with the users' turns. */
  ratioWithUser: Interval;
  /** Sum of the arm's seconds by the sum of the baseline's, without the users' turns. */
  totalRatio: number;
  ownSeconds: number;
  /** Less than the baseline's. */
  savedSeconds: number;
  userSeconds: number;
  hitRate?: number;
  precision?: number;
  /** Real decisions that a decision ahead served, of all real decisions. */
  acceptedAheadShare: number;
  acceptedAhead: number;
  hiddenSeconds: number;
  wastedSeconds: number;
  /** Requests to the actor's model beyond the baseline's, as a share of these. */
  extraActorCalls: number;
  /** Its tokens, the same. */
  extraActorTokens: number;
  costUsd: number;
  extraCostUsd: number;
  predictRequests: number;
  /** Milliseconds of predictions, from request to answer in the activity. */
  predictMs?: number;
  refused: Partial<Record<string, number>>;
  /** Conversations that are equal to the baseline's, to the last byte. */
  sameConversations: number;
  accounts: Accounts;
}

const requests = ({ actor, actorAhead }: Accounts): number => actor.requests + actorAhead.requests;

const tokens = ({ actor, actorAhead }: Accounts): number =>
  [actor, actorAhead].reduce((sum, role) => sum + role.promptTokens + role.completionTokens, 0);

/** Undefined where no trajectory was played in both arms. */
export function armResult(
  arm: string,
  runs: readonly RunRecord[],
  baseline: readonly RunRecord[],
): ArmResult | undefined {
  const pairs = pairUp(
    runs.filter((run) => run.arm === arm),
    baseline,
  );
  const ratio = bootstrapGeometricMean(pairs.map(({ run, other }) => run.ownSeconds / other.ownSeconds));
  const ratioWithUser = bootstrapGeometricMean(
    pairs.map(({ run, other }) => run.wallSeconds / other.wallSeconds),
  );
  if (!ratio || !ratioWithUser) return undefined;
  const sum = (of: (run: RunRecord) => number, side: 'run' | 'other' = 'run'): number =>
    pairs.reduce((total, pair) => total + of(pair[side]), 0);
  const perRun = (of: (run: RunRecord) => number): number => mean(pairs.map(({ run }) => of(run))) ?? 0;
  const accounts = pairs.reduce((all, { run }) => addAccounts(all, run.accounts), emptyAccounts());
  const decisions = sum((run) => requests(run.accounts), 'other');
  const baseTokens = sum((run) => tokens(run.accounts), 'other');
  const { predictor, predictRequests } = accounts;
  return {
    arm,
    pairs: pairs.length,
    ratio,
    ratioWithUser,
    totalRatio: sum(({ ownSeconds }) => ownSeconds) / sum(({ ownSeconds }) => ownSeconds, 'other'),
    ownSeconds: perRun(({ ownSeconds }) => ownSeconds),
    savedSeconds:
      (sum(({ ownSeconds }) => ownSeconds, 'other') - sum(({ ownSeconds }) => ownSeconds)) / pairs.length,
    userSeconds: perRun((run) => run.wallSeconds - run.ownSeconds),
    hitRate: hitRate(accounts),
    precision: precision(accounts),
    acceptedAheadShare: decisions === 0 ? 0 : accounts.acceptedAhead / decisions,
    acceptedAhead: perRun((run) => run.accounts.acceptedAhead),
    hiddenSeconds: perRun((run) => run.accounts.hiddenSeconds),
    wastedSeconds: perRun((run) => run.accounts.wastedSeconds),
    extraActorCalls: decisions === 0 ? 0 : sum((run) => requests(run.accounts)) / decisions - 1,
    extraActorTokens: baseTokens === 0 ? 0 : sum((run) => tokens(run.accounts)) / baseTokens - 1,
    costUsd: perRun(({ costUsd }) => costUsd),
    extraCostUsd: (sum(({ costUsd }) => costUsd) - sum(({ costUsd }) => costUsd, 'other')) / pairs.length,
    predictRequests: perRun((run) => run.accounts.predictRequests),
    ...(predictor.requests === 0 ? {} : { predictMs: (predictor.seconds / predictor.requests) * 1000 }),
    refused: shares(accounts.refused, Math.max(1, predictRequests)),
    sameConversations: pairs.filter(({ run, other }) => run.transcript === other.transcript).length,
    accounts,
  };
}

const shares = (counts: Partial<Record<string, number>>, total: number): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, count = 0]) => [name, count / total]));

/** The runs of trajectories that the baseline has played as well, `other` being the baseline's. */
function pairUp(
  runs: readonly RunRecord[],
  baseline: readonly RunRecord[],
): { run: RunRecord; other: RunRecord }[] {
  const base = new Map(baseline.map((run) => [run.trajectory, run]));
  return runs.flatMap((run) => {
    const other = base.get(run.trajectory);
    return other ? [{ run, other }] : [];
  });
}

/** How much of the oracle's saving an arm reaches, 0 to 1 and beyond; undefined where the oracle saves nothing. */
export function shareOfOracle(arm: ArmResult, oracle: ArmResult | undefined): number | undefined {
  const saving = oracle ? 1 - oracle.ratio.value : 0;
  return saving <= 0.005 ? undefined : (1 - arm.ratio.value) / saving;
}
