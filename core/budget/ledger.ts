import type { BatchLedger } from '../../contracts/batch';
import type { SpeculationBudget } from '../../contracts/gate';

/** A batch's budget before any run has started. `runs`: those that speculate. */
export const openLedger = (total: SpeculationBudget, runs: number): BatchLedger => ({
  total: { launches: Math.max(0, Math.floor(total.launches)), costUsd: Math.max(0, total.costUsd) },
  used: { launches: 0, costUsd: 0 },
  grants: {},
  runs,
  granted: 0,
});

/** What nobody holds and nobody has used. */
export function unassigned({ total, used, grants }: BatchLedger): SpeculationBudget {
  const held = Object.values(grants);
  const sum = (what: keyof SpeculationBudget): number => held.reduce((all, grant) => all + grant[what], 0);
  return {
    launches: Math.max(0, total.launches - used.launches - sum('launches')),
    costUsd: Math.max(0, total.costUsd - used.costUsd - sum('costUsd')),
  };
}

/**
 * Hands a starting run its grant: an equal share of what is unassigned among the runs that have none yet, this one
 * among them, and no more than one run may use. What runs give back makes later shares larger. A run that holds a grant
 * already keeps it: asking twice hands out nothing twice.
 */
export function grantTo(
  ledger: BatchLedger,
  run: string,
  most: SpeculationBudget,
): { ledger: BatchLedger; grant: SpeculationBudget } {
  const held = Object.hasOwn(ledger.grants, run) ? ledger.grants[run] : undefined;
  if (held) return { ledger, grant: held };
  const left = unassigned(ledger);
  const shares = Math.max(1, ledger.runs - ledger.granted);
  const grant = {
    // Rounded up, so that a budget smaller than the number of runs is used at all: by the first ones.
    launches: Math.min(left.launches, most.launches, Math.ceil(left.launches / shares)),
    costUsd: Math.min(left.costUsd, most.costUsd, left.costUsd / shares),
  };
  const grants = { ...ledger.grants, [run]: grant };
  return { ledger: { ...ledger, grants, granted: ledger.granted + 1 }, grant };
}

/**
 * A run has ended: what it used is used, the rest of its grant is free again. A run that could not tell (it crashed, or
 * was terminated) has used all of it. Nothing happens for a run that holds no grant.
 */
export function settle(ledger: BatchLedger, run: string, used: SpeculationBudget | undefined): BatchLedger {
  const grant = Object.hasOwn(ledger.grants, run) ? ledger.grants[run] : undefined;
  if (!grant) return ledger;
  const { [run]: _ended, ...grants } = ledger.grants;
  const spent = used ?? grant;
  return {
    ...ledger,
    grants,
    used: {
      launches: ledger.used.launches + Math.max(0, spent.launches),
      costUsd: ledger.used.costUsd + Math.max(0, spent.costUsd),
    },
  };
}
