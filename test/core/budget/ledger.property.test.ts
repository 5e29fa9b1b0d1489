import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BatchLedger } from '../../../contracts/batch';
import type { SpeculationBudget } from '../../../contracts/gate';
import { grantTo, openLedger, settle, unassigned } from '../../../core/budget/ledger';
import { Purse, type Reservation } from '../../../core/budget/purse';

const dollars = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((cents) => cents / 100);

/** What may happen next in a batch, to the n-th of its runs or pieces of work. */
const events = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'start' as const,
      'launch' as const,
      'land' as const,
      'lose' as const,
      'runContinues' as const,
      'end' as const,
      'crash' as const,
      'batchContinues' as const,
    ),
    at: fc.nat(20),
    usd: dollars(2),
    share: fc.integer({ min: 0, max: 100 }),
  }),
  { maxLength: 120 },
);

interface Work {
  reserveUsd: number;
  actualUsd: number;
  reservation: Reservation;
}

/** A run inside its grant, as the launcher keeps it, and what it has really cost. */
class SimulatedRun {
  purse: Purse;
  work: Work[] = [];
  really: SpeculationBudget = { launches: 0, costUsd: 0 };

  constructor(private readonly grant: SpeculationBudget) {
    this.purse = new Purse(grant);
  }

  launch(reserveUsd: number, share: number): void {
    const left = this.purse.left();
    if (left.launches < 1 || left.costUsd < reserveUsd) return;
    this.purse.countLaunch();
    const actualUsd = (reserveUsd * share) / 100;
    this.work.push({ reserveUsd, actualUsd, reservation: this.purse.reserve(reserveUsd) });
    this.really.launches += 1;
    // What has begun costs its price whether anybody hears of it or not.
    this.really.costUsd += actualUsd;
  }

  /** Work ends and tells its price, or is lost with its worker and tells nothing. */
  end(at: number, tells: boolean): void {
    const [work] = this.work.splice(at % Math.max(1, this.work.length), 1);
    work?.reservation.settle(tells ? work.actualUsd : undefined);
    if (at % 3 === 0) work?.reservation.settle(0);
  }

  /** What is under way is not waited for: its end comes to nobody. */
  continueAsNew(): void {
    const used = JSON.parse(JSON.stringify(this.purse.used())) as SpeculationBudget;
    this.purse = new Purse(this.grant);
    this.purse.resume(used);
    this.work = [];
  }
}

const EPSILON = 1e-9;

function expectWithin(used: SpeculationBudget, limit: SpeculationBudget): void {
  expect(used.launches).toBeLessThanOrEqual(limit.launches);
  expect(used.costUsd).toBeLessThanOrEqual(limit.costUsd + EPSILON);
}

describe("a batch's budget, handed out as grants", () => {
  it('any interleaving of starts, launches, losses, crashes and continuations → never exceeded, by anybody', () => {
    fc.assert(
      fc.property(
        fc.record({ launches: fc.nat(30), costUsd: dollars(10) }),
        fc.record({ launches: fc.nat(12), costUsd: dollars(4) }),
        fc.integer({ min: 1, max: 8 }),
        events,
        (total, most, planned, all) => {
          let ledger: BatchLedger = openLedger(total, planned);
          const running = new Map<string, SimulatedRun>();
          const every: SimulatedRun[] = [];
          const pick = (at: number): [string, SimulatedRun] | undefined =>
            [...running][at % Math.max(1, running.size)];
          for (const { kind, at, usd, share } of all) {
            const [name, run] = pick(at) ?? [];
            switch (kind) {
              case 'start': {
                if (every.length >= planned) break;
                const id = `run ${every.length}`;
                const granted = grantTo(ledger, id, most);
                // The same question again, as after a lost workflow task, hands out nothing more.
                expect(grantTo(granted.ledger, id, most)).toEqual({
                  ledger: granted.ledger,
                  grant: granted.grant,
                });
                ledger = granted.ledger;
                expectWithin(granted.grant, most);
                const started = new SimulatedRun(granted.grant);
                running.set(id, started);
                every.push(started);
                break;
              }
              case 'launch':
                run?.launch(usd, share);
                break;
              case 'land':
                run?.end(at, true);
                break;
              case 'lose':
                run?.end(at, false);
                break;
              case 'runContinues':
                run?.continueAsNew();
                break;
              case 'end':
              case 'crash':
                if (name === undefined || !run) break;
                running.delete(name);
                ledger = settle(ledger, name, kind === 'end' ? run.purse.used() : undefined);
                expect(settle(ledger, name, { launches: 5, costUsd: 5 })).toEqual(ledger);
                break;
              case 'batchContinues':
                ledger = JSON.parse(JSON.stringify(ledger)) as BatchLedger;
            }
            const free = unassigned(ledger);
            expect(free.launches).toBeGreaterThanOrEqual(0);
            expect(free.costUsd).toBeGreaterThanOrEqual(0);
            for (const [id, one] of running) expectWithin(one.really, ledger.grants[id]!);
            const really = every.reduce(
              (sum, one) => ({
                launches: sum.launches + one.really.launches,
                costUsd: sum.costUsd + one.really.costUsd,
              }),
              { launches: 0, costUsd: 0 },
            );
            expectWithin(really, total);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('equal runs that use nothing → each later share is as large as the first, and all of it is free at the end', () => {
    let ledger = openLedger({ launches: 100, costUsd: 10 }, 5);
    const shares: SpeculationBudget[] = [];
    for (let run = 0; run < 5; run += 1) {
      const granted = grantTo(ledger, `run ${run}`, { launches: 1000, costUsd: 1000 });
      shares.push(granted.grant);
      ledger = settle(granted.ledger, `run ${run}`, { launches: 0, costUsd: 0 });
    }
    expect(shares[0]).toEqual({ launches: 20, costUsd: 2 });
    expect(shares.at(-1)).toEqual({ launches: 100, costUsd: 10 });
    expect(unassigned(ledger)).toEqual({ launches: 100, costUsd: 10 });
  });

  it('fewer launches than runs → the first runs get one each', () => {
    let ledger = openLedger({ launches: 2, costUsd: 1 }, 4);
    const launches = [0, 1, 2, 3].map((run) => {
      const granted = grantTo(ledger, `run ${run}`, { launches: 9, costUsd: 9 });
      ledger = granted.ledger;
      return granted.grant.launches;
    });
    expect(launches).toEqual([1, 1, 0, 0]);
  });

  it('a run that crashed → its whole grant counts as used', () => {
    const { ledger, grant } = grantTo(openLedger({ launches: 10, costUsd: 1 }, 2), 'a', {
      launches: 9,
      costUsd: 9,
    });
    expect(grant).toEqual({ launches: 5, costUsd: 0.5 });
    expect(unassigned(settle(ledger, 'a', undefined))).toEqual({ launches: 5, costUsd: 0.5 });
  });
});
