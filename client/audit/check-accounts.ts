import type { Accounts, RequestAccount } from '../../contracts/accounts';
import type { RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { policyOf } from '../../core/policy-of';
import type { Finding } from '../../learning/histories/finding';
import type { RebuiltRun } from '../../learning/histories/rebuilt-run';
import {
  isAskUser,
  isDecide,
  isPredict,
  isRunTool,
  type DecideActivity,
  type PredictActivity,
  type RunActivity,
  type RunToolActivity,
} from '../../learning/histories/run-history';
import { hasBegun, rangeOf, usageOf, type CountedRange } from './counted-range';

/** Sums of seconds and dollars may differ by rounding alone. */
const TOLERANCE = 1e-6;

/**
 * The accounts of a run's result against its history: they balance (DESIGN.md rule 10), and every count in them is what
 * the events make. What was cancelled in the very workflow task that asked for it never reached the history: launches may
 * exceed the history's by that much and no more. Pure; nothing where there is no result.
 */
export function checkAccounts(run: RebuiltRun): Finding[] {
  const { outcome } = run;
  if (!outcome) return [];
  const told = [
    ...accountsBalance(outcome.accounts),
    ...openEntries(outcome),
    ...launches(run, outcome.accounts),
    ...servedCounts(run, outcome),
    ...work(run, outcome.accounts),
  ];
  return told.map((message): Finding => ({ kind: 'accounts_differ', message: `accounts: ${message}` }));
}

function openEntries({ accounts, status }: RunOutcome): string[] {
  const running = accounts.outcomes.running + accounts.decisions.running;
  return running === 0 ? [] : [`${running} entries are said to run still, but the run has ended (${status})`];
}

/** What was asked for against what was scheduled. */
function launches(run: RebuiltRun, accounts: Accounts): string[] {
  const { activities } = run.history;
  const scheduled = {
    predict: activities.filter(isPredict).length,
    outcomes: activities.filter((activity) => isRunTool(activity) && activity.input.ahead).length,
    decisions: activities.filter((activity) => isDecide(activity) && activity.input.ahead).length,
  };
  const { outcomes, decisions } = accounts;
  return [
    ...within('predictRequests', accounts.predictRequests, {
      least: scheduled.predict,
      most: scheduled.predict + accounts.predictFailures + (accounts.predictCancelled ?? 0),
    }),
    ...within('outcomes.launched', outcomes.launched, {
      least: scheduled.outcomes,
      most: scheduled.outcomes + outcomes.cancelled + outcomes.overtaken,
    }),
    ...within('decisions.launched', decisions.launched, {
      least: scheduled.decisions,
      most: scheduled.decisions + decisions.cancelled + decisions.overtaken,
    }),
  ];
}

/** Who served the calls and decisions, step by step, against the totals. */
function servedCounts(run: RebuiltRun, { accounts, steps }: RunOutcome): string[] {
  const calls = run.steps.flatMap((step) => step.calls);
  const by = (via: string): number => calls.filter((call) => call.via === via).length;
  const decided = (how: string): number => steps.filter(({ decidedBy }) => decidedBy === how).length;
  const interrupted = calls.filter((call) => call.via === 'refused' && !call.call.problem).length;
  const eligible = calls.filter(({ call, via }) => {
    const effect = policyOf(run.input.policy, call.tool)?.effect ?? 'write';
    return !call.problem && effect !== 'write' && via !== 'refused';
  }).length;
  const hidden = steps.reduce((sum, { hiddenSeconds }) => sum + hiddenSeconds, 0);
  const user = accounts.user ?? { turns: 0 };
  return [
    ...exactly('outcomes.claimed', accounts.outcomes.claimed, by('claimed')),
    ...exactly('outcomes.joined', accounts.outcomes.joined, by('joined')),
    ...exactly('reused', accounts.reused, by('reused')),
    ...exactly(
      'lossyHits',
      accounts.lossyHits,
      calls.filter(({ lossy, via }) => lossy && via !== 'reused').length,
    ),
    ...exactly('decisions.claimed', accounts.decisions.claimed, decided('claimed')),
    ...exactly('decisions.joined', accounts.decisions.joined, decided('joined')),
    ...within('calls', accounts.calls, { least: calls.length - interrupted, most: calls.length }),
    ...within('eligibleCalls', accounts.eligibleCalls, { least: eligible, most: eligible + interrupted }),
    ...within('hiddenSeconds', accounts.hiddenSeconds, { least: hidden, most: hidden }),
    ...exactly('user.turns', user.turns, run.steps.filter(({ reply }) => reply).length),
  ];
}

/** Requests, executions, tokens and dollars against what the activities returned. */
function work(run: RebuiltRun, accounts: Accounts): string[] {
  const { activities } = run.history;
  const decides = activities.filter(isDecide);
  const tools = activities.filter(isRunTool);
  const real = decides.filter(({ input }) => !input.ahead);
  const ahead = decides.filter(({ input }) => input.ahead);
  const used = usedBy(run);
  return [
    ...requests('actor', used, accounts.actor, real, (activity) => usageOf(activity) !== undefined),
    ...requests('actorAhead', used, accounts.actorAhead, ahead, hasBegun),
    ...requests('predictor', used, accounts.predictor, activities.filter(isPredict), hasBegun),
    ...executions(
      'tools',
      used,
      accounts.tools,
      tools.filter(({ input }) => !input.ahead),
      wasBrought,
    ),
    ...executions(
      'toolsAhead',
      used,
      accounts.toolsAhead,
      tools.filter(({ input }) => input.ahead),
      hasBegun,
    ),
    ...within(
      'user.turns',
      accounts.user?.turns ?? 0,
      rangeOf(activities.filter(isAskUser), used, ({ result }) => (result ? 1 : 0)),
    ),
  ];
}

/** What served the run: that much is booked for sure. */
const usedBy = ({ steps }: RebuiltRun): ReadonlySet<RunActivity> =>
  new Set(
    steps.flatMap(({ decidedBy, calls }) => [
      decidedBy,
      ...calls.flatMap(({ served }) => (served ? [served] : [])),
    ]),
  );

/**
 * A real call counts when it came to an end that the model is told: a result, or that it was lost; and when it had begun
 * before it was cancelled beside a joined entry.
 */
const wasBrought = (activity: RunToolActivity): boolean =>
  hasBegun(activity) && activity.failure?.nonRetryable !== true;

const isSkipped = ({ result }: DecideActivity | PredictActivity): boolean =>
  result !== undefined && 'skipped' in result && result.skipped !== undefined;

function requests<A extends DecideActivity | PredictActivity>(
  name: string,
  used: ReadonlySet<RunActivity>,
  account: RequestAccount,
  activities: readonly A[],
  counts: (activity: A) => boolean,
): string[] {
  const counted = activities.filter(counts);
  const sumOf = (amount: (usage: NonNullable<ReturnType<typeof usageOf>>) => number): CountedRange =>
    rangeOf(counted, used, (activity) => {
      const usage = usageOf(activity);
      return usage ? amount(usage) : 0;
    });
  return [
    ...within(`${name}.requests`, account.requests, {
      // A predictor that was not worth its price was sent none; earlier versions booked it as one all the same.
      least: rangeOf(counted, used, (activity) => (isSkipped(activity) ? 0 : 1)).least,
      most: counted.length,
    }),
    ...within(
      `${name}.promptTokens`,
      account.promptTokens,
      sumOf(({ promptTokens }) => promptTokens),
    ),
    ...within(
      `${name}.completionTokens`,
      account.completionTokens,
      sumOf(({ completionTokens }) => completionTokens),
    ),
    ...within(
      `${name}.costUsd`,
      account.costUsd,
      sumOf(({ costUsd }) => costUsd),
    ),
  ];
}

function executions(
  name: string,
  used: ReadonlySet<RunActivity>,
  account: Accounts['tools'],
  activities: readonly RunToolActivity[],
  counts: (activity: RunToolActivity) => boolean,
): string[] {
  const counted = activities.filter(counts);
  return [
    ...within(
      `${name}.executions`,
      account.executions,
      rangeOf(counted, used, () => 1),
    ),
    ...within(
      `${name}.costUsd`,
      account.costUsd,
      rangeOf(counted, used, ({ result }) => result?.costUsd ?? 0),
    ),
  ];
}

const exactly = (name: string, value: number, expected: number): string[] =>
  within(name, value, { least: expected, most: expected });

function within(name: string, value: number, { least, most }: CountedRange): string[] {
  const slack = TOLERANCE * Math.max(1, Math.abs(most));
  if (value >= least - slack && value <= most + slack) return [];
  const expected = least === most ? `${least}` : `${least} to ${most}`;
  return [`${name} is ${value}, the history makes it ${expected}`];
}
