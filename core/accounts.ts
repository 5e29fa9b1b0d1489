import type { Accounts, EntryAccount } from '../contracts/accounts';
import { ENTRY_ENDS } from '../contracts/entry-end';
import { emptyRequestAccount } from './request-account';

/** Accounts of a run in which nothing has happened yet. A new object each time; the caller may change it. */
export function emptyAccounts(): Accounts {
  return {
    predictions: 0,
    predictRequests: 0,
    predictFailures: 0,
    predictCancelled: 0,
    launchedByPrediction: 0,
    launchedByObservation: 0,
    refused: {},
    outcomes: emptyEntryAccount(),
    decisions: emptyEntryAccount(),
    cancelled: {},
    reused: 0,
    lostAttempts: 0,
    eligibleCalls: 0,
    calls: 0,
    hits: 0,
    observedHits: 0,
    lossyHits: 0,
    shadowHits: 0,
    acceptedAhead: 0,
    textBesideCall: 0,
    hiddenSeconds: 0,
    wastedSeconds: 0,
    wastedTokens: 0,
    wastedUsd: 0,
    actor: emptyRequestAccount(),
    actorAhead: emptyRequestAccount(),
    predictor: emptyRequestAccount(),
    tools: { executions: 0, seconds: 0, costUsd: 0 },
    toolsAhead: { executions: 0, seconds: 0, costUsd: 0 },
  };
}

function emptyEntryAccount(): EntryAccount {
  return {
    launched: 0,
    running: 0,
    claimed: 0,
    joined: 0,
    overtaken: 0,
    unclaimed: 0,
    cancelled: 0,
    failed: 0,
  };
}

/** The sum of two accounts; neither is changed. A batch's accounts are the sum of its runs'. */
export function addAccounts(a: Accounts, b: Accounts): Accounts {
  const tally = (accounts: Accounts): Tally => accounts as unknown as Tally;
  return addNumbers(tally(a), tally(b)) as unknown as Accounts;
}

type Tally = { [key: string]: number | Tally };

/** Adds every number at equal places; a place that only one side has counts as zero on the other. */
function addNumbers(a: Tally, b: Tally): Tally {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, addPlace(a[key], b[key])]));
}

function addPlace(a: number | Tally | undefined, b: number | Tally | undefined): number | Tally {
  if (typeof a === 'object' || typeof b === 'object') return addNumbers(asTally(a), asTally(b));
  return (a ?? 0) + (b ?? 0);
}

const asTally = (value: number | Tally | undefined): Tally => (typeof value === 'object' ? value : {});

/**
 * The identities that accounts must satisfy at any moment (DESIGN.md rule 10), each violated one as a sentence with
 * its numbers; empty where all hold. They are linear, so they hold for sums of balanced accounts too.
 */
export function accountsBalance(a: Accounts): string[] {
  const refused = sum(Object.values(a.refused));
  const cancelled = sum(Object.values(a.cancelled));
  const served = a.hits + a.observedHits + a.lossyHits;
  return [
    equal('predictions', a.predictions, 'launchedByPrediction + refused', a.launchedByPrediction + refused),
    equal(
      'outcomes.launched',
      a.outcomes.launched,
      'launchedByPrediction + launchedByObservation',
      a.launchedByPrediction + a.launchedByObservation,
    ),
    equal('outcomes.launched', a.outcomes.launched, 'its ends + running', endsAndRunning(a.outcomes)),
    equal('decisions.launched', a.decisions.launched, 'its ends + running', endsAndRunning(a.decisions)),
    equal(
      'cancelled by reason',
      cancelled,
      'outcomes.cancelled + decisions.cancelled',
      a.outcomes.cancelled + a.decisions.cancelled,
    ),
    equal(
      'hits + observedHits + lossyHits',
      served,
      'outcomes.claimed + outcomes.joined',
      a.outcomes.claimed + a.outcomes.joined,
    ),
    equal(
      'acceptedAhead',
      a.acceptedAhead,
      'decisions.claimed + decisions.joined',
      a.decisions.claimed + a.decisions.joined,
    ),
    atMost('hits', a.hits, 'launchedByPrediction', a.launchedByPrediction),
    atMost('observedHits', a.observedHits, 'launchedByObservation', a.launchedByObservation),
    atMost('hits of any kind + reused', served + a.reused, 'eligibleCalls', a.eligibleCalls),
    atMost('eligibleCalls', a.eligibleCalls, 'calls', a.calls),
    atMost(
      'predictFailures + predictCancelled',
      a.predictFailures + (a.predictCancelled ?? 0),
      'predictRequests',
      a.predictRequests,
    ),
    ...negatives(a, ''),
  ].filter((line) => line !== '');
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const endsAndRunning = (account: EntryAccount): number =>
  sum(ENTRY_ENDS.map((end) => account[end])) + account.running;

const equal = (name: string, value: number, other: string, expected: number): string =>
  value === expected ? '' : `${name} is ${value}, but ${other} is ${expected}`;

const atMost = (name: string, value: number, other: string, limit: number): string =>
  value <= limit ? '' : `${name} is ${value}, more than ${other}, ${limit}`;

function negatives(tally: object, path: string): string[] {
  return Object.entries(tally as Tally).flatMap(([key, value]) => {
    if (typeof value === 'object') return negatives(value, `${path}${key}.`);
    return Number.isFinite(value) && value >= 0 ? [] : [`${path}${key} is ${value}, not a number from 0 up`];
  });
}

/** Hits per eligible call, 0 to 1; undefined where there was no eligible call. */
export function hitRate(a: Accounts): number | undefined {
  return a.eligibleCalls === 0 ? undefined : a.hits / a.eligibleCalls;
}

/** Hits per pre-execution launched by prediction, 0 to 1; undefined where none was launched. */
export function precision(a: Accounts): number | undefined {
  return a.launchedByPrediction === 0 ? undefined : a.hits / a.launchedByPrediction;
}

/** Dollars that a run cost: every request and every tool execution, used or not. */
export function totalCostUsd(a: Accounts): number {
  return sum([a.actor, a.actorAhead, a.predictor, a.tools, a.toolsAhead].map((account) => account.costUsd));
}
