import type { SpeedRow } from '../speed-case';

/** What became of one case. */
export interface CaseReport {
  name: string;
  seconds: number;
  rows: SpeedRow[];
  /** An answer or an account was wrong, or the case could not be carried out. */
  error?: string;
  /** Why it was not measured here. */
  skipped?: string;
}

/** `bench/results/speed.json`. */
export interface SpeedReport {
  format: 'forerun-speed/1';
  /** What is real and what is not. */
  note: string;
  command: string;
  startedAt: string;
  seconds: number;
  pairs: number;
  quick: boolean;
  host: Host;
  cases: CaseReport[];
}

export interface Host {
  system: string;
  cpu: string;
  cores: number;
  memoryGb: number;
  /** Load averages over 1, 5 and 15 minutes before the first case: other work on the machine shows here. */
  loadBefore: number[];
  versions: Record<string, string>;
  git?: { commit: string; dirty: boolean };
}

export const NOTE =
  'Models, search and all latencies are simulated; Temporal server, worker processes, HTTP, blob store and kills are real.';

export interface Verdict {
  met: number;
  missed: string[];
  errors: string[];
  skipped: string[];
}

/** Targets met and missed, and what went wrong, over all cases. */
export function verdict(cases: readonly CaseReport[]): Verdict {
  const rows = cases.flatMap((each) => each.rows);
  return {
    met: rows.filter(({ met }) => met === true).length,
    missed: rows.flatMap(({ met, what }) => (met === false ? [what] : [])),
    errors: cases.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`])),
    skipped: cases.flatMap(({ name, skipped }) => (skipped === undefined ? [] : [`${name}: ${skipped}`])),
  };
}
