import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Outcome } from '../../../contracts/outcome';
import { accountsBalance, emptyAccounts } from '../../../core/accounts';
import { isRunning, type OutcomeEntry } from '../../../core/speculation/entry';
import { Memo } from '../../../core/speculation/memo';
import type { FlightEnd } from '../../../core/speculation/ports';
import { call, POLICY } from '../agent/simulated-world';

const operation = fc.oneof(
  fc.record({
    do: fc.constant('launch' as const),
    tool: fc.constantFrom('look', 'compute'),
    value: fc.nat({ max: 3 }),
  }),
  fc.record({
    do: fc.constantFrom('succeed', 'notOk', 'fail', 'own', 'cancel', 'discard', 'claim', 'overtake'),
    at: fc.nat({ max: 9 }),
  }),
  fc.record({ do: fc.constantFrom('moveEpoch', 'makeRoom') }),
);

const outcome = (ok: boolean): Outcome => {
  const base = { textHash: 'a'.repeat(64), preview: '', chars: 0, seconds: 1, costUsd: 0.1 };
  return ok ? { ...base, ok: true } : { ...base, ok: false, code: 'x', retryable: false };
};

describe('memo', () => {
  it('any order of operations → every entry has one end, the sums add up at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
        const accounts = emptyAccounts();
        const memo = new Memo(accounts, { maxEntries: 6, nowMs: () => 0 }, () => undefined);
        const all: { entry: OutcomeEntry; settle: (end: FlightEnd<Outcome>) => void; ends: Set<string> }[] =
          [];
        const launch = (tool: string, value: number): void => {
          if (!memo.makeRoom()) return;
          let settle: (end: FlightEnd<Outcome>) => void = () => undefined;
          const result = new Promise<FlightEnd<Outcome>>((resolve) => (settle = resolve));
          const flight = { result, cancel: () => settle({ status: 'cancelled' }) };
          const policy = POLICY[tool]!;
          const entry = memo.launchOutcome({
            call: call(tool, value),
            policy,
            source: 'model',
            step: 1,
            flight,
          });
          all.push({ entry, settle, ends: new Set() });
        };
        for (const one of operations) {
          if ('tool' in one) launch(one.tool, one.value);
          else if ('at' in one) {
            const found = all[one.at % Math.max(1, all.length)];
            if (found) operate(memo, one.do, found);
          } else if (one.do === 'moveEpoch') memo.moveEpoch();
          else memo.makeRoom();
          for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
          // Hits are booked by the outcome table, beside the claim.
          accounts.hits = accounts.outcomes.claimed;
          accounts.eligibleCalls = accounts.hits;
          accounts.calls = accounts.hits;
          accounts.predictions = accounts.launchedByPrediction;
          expect(accountsBalance(accounts)).toEqual([]);
          for (const { entry, ends } of all) if (entry.end) expect(ends.add(entry.end).size).toBe(1);
        }
        memo.closeAll('run_ended');
        expect(accounts.outcomes.running).toBe(0);
        expect(accounts.outcomes.launched).toBe(all.length);
        expect(all.every(({ entry }) => entry.end !== undefined)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

function operate(
  memo: Memo,
  what: string,
  { entry, settle }: { entry: OutcomeEntry; settle: (end: FlightEnd<Outcome>) => void },
): void {
  switch (what) {
    case 'succeed':
      return settle({ status: 'succeeded', value: outcome(true) });
    case 'notOk':
      return settle({ status: 'succeeded', value: outcome(false) });
    case 'fail':
      return settle({ status: 'failed', code: 'x' });
    case 'own':
      return memo.own(entry);
    case 'cancel':
      return memo.cancel(entry, 'diverged');
    case 'discard':
      return memo.discard(entry, 'diverged');
    case 'claim':
      return entry.value && entry.end === undefined ? memo.book(entry, 'claimed') : undefined;
    case 'overtake':
      return isRunning(entry) ? memo.book(entry, 'overtaken') : undefined;
  }
}
