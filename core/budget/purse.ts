import type { SpeculationBudget } from '../../contracts/gate';

/** Dollars set aside for work under way. Settled once; later calls change nothing. */
export interface Reservation {
  /** What it really cost; undefined where nobody can say, then all of it counts as spent. */
  settle(costUsd: number | undefined): void;
}

/**
 * What one run may spend on speculation. Dollars are set aside before work starts and settled when it ends, so that what
 * is spent and what may still come never exceed the limit, whatever runs at a time, as long as no work costs more than
 * what was set aside for it.
 */
export class Purse {
  private launches = 0;
  private spentUsd = 0;
  private reservedUsd = 0;

  constructor(private readonly limits: SpeculationBudget) {}

  /** What may still be used. */
  left(): SpeculationBudget {
    return {
      launches: Math.max(0, this.limits.launches - this.launches),
      costUsd: Math.max(0, this.limits.costUsd - this.spentUsd - this.reservedUsd),
    };
  }

  /** What was used; what is set aside counts, since nobody knows better. */
  used(): SpeculationBudget {
    return { launches: this.launches, costUsd: this.spentUsd + this.reservedUsd };
  }

  /** Takes over what was used before a run continued as new. */
  resume(used: SpeculationBudget): void {
    this.launches = used.launches;
    this.spentUsd = used.costUsd;
    this.reservedUsd = 0;
  }

  countLaunch(): void {
    this.launches += 1;
  }

  spend(costUsd: number): void {
    this.spentUsd += costUsd;
  }

  /** Sets dollars aside. The caller has checked that they are left. */
  reserve(costUsd: number): Reservation {
    this.reservedUsd += costUsd;
    let open = true;
    return {
      settle: (actualUsd) => {
        if (!open) return;
        open = false;
        this.reservedUsd -= costUsd;
        this.spentUsd += actualUsd ?? costUsd;
      },
    };
  }
}
