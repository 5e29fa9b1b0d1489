const CHECK_MS = 1_000;
/** Time for the command that started the host to take its lease. */
const FIRST_LEASE_MS = 15_000;

/** Tells when a host's workers are needed no more. */
export interface IdleWatch {
  busy(): void;
  /** Nobody holds a lease; so much of the grace time is given up. */
  empty(lessMs: number): void;
  /** From here on: once nobody has held a lease for the grace time and no work is open, twice in a row, calls `onIdle`. */
  watch(hasWork: () => Promise<boolean>, onIdle: () => void): void;
  end(): void;
}

export function createIdleWatch(graceMs: number): IdleWatch {
  let emptySinceMs: number | undefined = Date.now() + FIRST_LEASE_MS;
  let quietChecks = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    busy: () => {
      emptySinceMs = undefined;
      quietChecks = 0;
    },
    empty: (lessMs) => (emptySinceMs = Date.now() - lessMs),
    watch: (hasWork, onIdle) => {
      const check = async (): Promise<void> => {
        const idle = emptySinceMs !== undefined && Date.now() - emptySinceMs >= graceMs;
        quietChecks = idle && !(await hasWork().catch(() => true)) ? quietChecks + 1 : 0;
        if (quietChecks >= 2 && emptySinceMs !== undefined) onIdle();
        else timer = setTimeout(() => void check(), CHECK_MS);
      };
      timer = setTimeout(() => void check(), CHECK_MS);
    },
    end: () => clearTimeout(timer),
  };
}
