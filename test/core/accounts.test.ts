import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Accounts } from '../../contracts/accounts';
import {
  accountsBalance,
  addAccounts,
  emptyAccounts,
  hitRate,
  precision,
  totalCostUsd,
} from '../../core/accounts';

const count = fc.integer({ min: 0, max: 50 });

/** Balanced accounts, made the way a run makes them: from how each entry ended. */
const balanced: fc.Arbitrary<Accounts> = fc
  .record({
    hits: count,
    observedHits: count,
    lossyHits: count,
    joined: count,
    unclaimed: count,
    cancelled: count,
    failed: count,
    running: count,
    accepted: count,
    refused: fc.dictionary(fc.constantFrom('shadow', 'too_late', 'duplicate'), count),
    extraCalls: count,
  })
  .map((n) => {
    const accounts = emptyAccounts();
    const served = n.hits + n.observedHits + n.lossyHits;
    const joined = Math.min(n.joined, served);
    accounts.hits = n.hits;
    accounts.observedHits = n.observedHits;
    accounts.lossyHits = n.lossyHits;
    accounts.launchedByObservation = n.observedHits;
    accounts.launchedByPrediction = n.hits + n.lossyHits + n.unclaimed + n.cancelled + n.failed + n.running;
    accounts.outcomes = {
      launched: served + n.unclaimed + n.cancelled + n.failed + n.running,
      running: n.running,
      claimed: served - joined,
      joined,
      overtaken: 0,
      unclaimed: n.unclaimed,
      cancelled: n.cancelled,
      failed: n.failed,
    };
    accounts.cancelled = n.cancelled > 0 ? { diverged: n.cancelled } : {};
    accounts.refused = n.refused;
    accounts.predictions =
      accounts.launchedByPrediction + Object.values(n.refused).reduce((total, value) => total + value, 0);
    accounts.decisions.launched = accounts.decisions.claimed = accounts.acceptedAhead = n.accepted;
    accounts.eligibleCalls = served;
    accounts.calls = served + n.extraCalls;
    return accounts;
  });

describe('emptyAccounts', () => {
  it('emptyAccounts: twice → two objects that share nothing', () => {
    const first = emptyAccounts();
    first.outcomes.launched += 1;
    first.refused.shadow = 1;
    expect(emptyAccounts().outcomes.launched).toBe(0);
    expect(emptyAccounts().refused).toEqual({});
    expect(accountsBalance(emptyAccounts())).toEqual([]);
  });
});

describe('addAccounts', () => {
  it('addAccounts: reasons that only one side knows → kept; inputs unchanged', () => {
    const a = emptyAccounts();
    a.refused = { shadow: 2, too_late: 1 };
    a.predictions = 3;
    a.tools.costUsd = 0.25;
    const b = emptyAccounts();
    b.refused = { shadow: 1, duplicate: 4 };
    b.cancelled = { diverged: 2 };
    const before = structuredClone([a, b]);
    const total = addAccounts(a, b);
    expect(total.refused).toEqual({ shadow: 3, too_late: 1, duplicate: 4 });
    expect(total.cancelled).toEqual({ diverged: 2 });
    expect(total.tools.costUsd).toBe(0.25);
    expect([a, b]).toEqual(before);
  });

  it('addAccounts: any balanced accounts → zero is neutral, order does not matter, the sum balances', () => {
    fc.assert(
      fc.property(balanced, balanced, (a, b) => {
        expect(accountsBalance(a)).toEqual([]);
        expect(addAccounts(a, emptyAccounts())).toEqual(a);
        expect(addAccounts(a, b)).toEqual(addAccounts(b, a));
        expect(accountsBalance(addAccounts(a, b))).toEqual([]);
      }),
    );
  });
});

describe('accountsBalance', () => {
  const broken: [string, (a: Accounts) => void, string][] = [
    ['a prediction neither launched nor refused', (a) => (a.predictions += 1), 'predictions is 1'],
    ['a launch without an end', (a) => (a.decisions.launched += 1), 'decisions.launched is 1'],
    ['one prediction, two hits', (a) => (a.hits += 2), 'hits is 2'],
    ['a cancellation without a reason', (a) => (a.outcomes.cancelled += 1), 'cancelled by reason is 0'],
    ['more served than asked', (a) => (a.reused += 1), 'hits of any kind + reused is 1'],
    ['a negative count', (a) => (a.tools.executions = -1), 'tools.executions is -1'],
    ['not a number', (a) => (a.hiddenSeconds = Number.NaN), 'hiddenSeconds is NaN'],
  ];
  it.each(broken)('accountsBalance: %s → named with its numbers', (_name, spoil, expected) => {
    const accounts = emptyAccounts();
    spoil(accounts);
    expect(accountsBalance(accounts).join('\n')).toContain(expected);
  });
});

describe('rates', () => {
  it('hitRate and precision: nothing to divide by → undefined, otherwise hits over it', () => {
    const accounts = emptyAccounts();
    expect([hitRate(accounts), precision(accounts)]).toEqual([undefined, undefined]);
    Object.assign(accounts, { hits: 1, eligibleCalls: 4, launchedByPrediction: 2 });
    expect([hitRate(accounts), precision(accounts)]).toEqual([0.25, 0.5]);
  });

  it('totalCostUsd: every role → summed, used or not', () => {
    const accounts = emptyAccounts();
    accounts.actor.costUsd = 1;
    accounts.actorAhead.costUsd = 2;
    accounts.predictor.costUsd = 4;
    accounts.tools.costUsd = 8;
    accounts.toolsAhead.costUsd = 16;
    expect(totalCostUsd(accounts)).toBe(31);
  });
});
