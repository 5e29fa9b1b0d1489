import type { Accounts } from '../../../contracts/accounts';
import { hitRate, precision, totalCostUsd } from '../../../core/accounts';
import { seconds } from './narrate-step';
import { counted } from '../counted';

/** The accounts of a run or a batch as lines for people. Pure. */
export function accountsLines(a: Accounts): string[] {
  const { outcomes: o } = a;
  return [
    `actor ${counted(a.actor.requests + a.actorAhead.requests, 'request')}, ${counted(tokens(a), 'token')}, tools ${counted(a.tools.executions + a.toolsAhead.executions, 'execution')}, ${money(totalCostUsd(a))}`,
    ...(o.launched === 0 && a.predictRequests === 0 && a.decisions.launched === 0 ? [] : speculationLines(a)),
  ];
}

function speculationLines(a: Accounts): string[] {
  const { outcomes: o, decisions: d } = a;
  const refused = Object.values(a.refused).reduce((sum, count) => sum + count, 0);
  return [
    `predictions ${a.predictions} (${a.launchedByPrediction} launched, ${refused} refused${reasons(a.refused)}), started from the stream ${a.launchedByObservation}`,
    `pre-executions ${o.launched}: claimed ${o.claimed}, joined ${o.joined}, overtaken ${o.overtaken}, unclaimed ${o.unclaimed}, cancelled ${o.cancelled}, failed ${o.failed}`,
    `hits ${a.hits} of ${counted(a.eligibleCalls, 'eligible call')} (hit rate ${percent(hitRate(a))}, precision ${percent(precision(a))})${observed(a)}${shadow(a)}${lossy(a)}`,
    ...(d.launched > 0 ? [`decisions ahead ${d.launched} requested, ${a.acceptedAhead} accepted`] : []),
    ...noPredictions(a),
    ...cancelReasons(a),
    `hidden ${seconds(a.hiddenSeconds)} (estimate), wasted ${seconds(a.wastedSeconds)}, ${counted(a.wastedTokens, 'token')}, ${money(a.wastedUsd)}`,
  ];
}

const observed = (a: Accounts): string => (a.observedHits > 0 ? `, ${a.observedHits} from the stream` : '');
const shadow = (a: Accounts): string =>
  a.shadowHits > 0 ? `, shadow predictions that were right ${a.shadowHits}` : '';
const lossy = (a: Accounts): string => (a.lossyHits > 0 ? `, LOSSY hits ${a.lossyHits}` : '');

function reasons(refused: Accounts['refused']): string {
  const parts = Object.entries(refused).map(([reason, count]) => `${reason} ${count}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

/** Speculation was on and did nothing, or one of its predictors never answered: people should hear of it. */
function noPredictions({
  predictRequests,
  predictFailures,
  predictCancelled = 0,
  predictors = {},
}: Accounts): string[] {
  if (predictRequests === 0) return [];
  if (predictFailures + predictCancelled < predictRequests)
    return Object.entries(predictors).flatMap(([name, { asked, failed, cancelled = 0 }]) =>
      failed === 0 || failed + cancelled < asked
        ? []
        : [
            `no prediction of the predictor ${name} came back (${asked} asked for, ${failed} failed); \`forerun gate explain RUN STEP\` says why`,
          ],
    );
  return [
    `no prediction came back (${predictRequests} asked for, ${predictFailures} failed); \`forerun gate explain RUN STEP\` says why: is a spec worker running, and the predictor's server up?`,
  ];
}

/** Why pre-executions and decisions ahead were cancelled; no line where none was. */
function cancelReasons({ cancelled }: Accounts): string[] {
  const parts = Object.entries(cancelled).map(([reason, count]) => `${reason} ${count}`);
  return parts.length === 0 ? [] : [`why cancelled: ${parts.join(', ')}`];
}

const tokens = ({ actor, actorAhead }: Accounts): number =>
  actor.promptTokens + actor.completionTokens + actorAhead.promptTokens + actorAhead.completionTokens;

/** Dollars for people. */
export const money = (usd: number): string => `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`;

export const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
