import type { Host } from '../../speed/report/speed-report';
import type { ComparedArm } from '../measure/arm-results';
import type { GateRow } from '../measure/compare-gates';
import type { Bounds } from '../measure/bounds';
import type { MachineUse } from '../measure/machine';
import type { LatencyModel } from '../recording/latencies';

/** What is real and what is played; stands in every output of runs. */
export const NOTE =
  'Temporal server, worker processes, HTTP, streaming, blob store, predictors and gate are real. The actor says what a recorded agent said, the tools answer what they answered, the users say what they said; their seconds are drawn from lognormal distributions, the same draw in every arm and for requests ahead.';

/** Stands in its place over figures that nobody ran. */
export const CALCULATED =
  'Calculated, not run: the agent loop, the draft, the predictors and the gate of the product on a virtual clock; there is no server, and hops are a constant. Decisions, results and replies are the recorded ones; their seconds are drawn from lognormal distributions, the same draw in every arm and for requests ahead.';

export interface DomainReport {
  domain: string;
  /** Trajectories and tasks in the data, trajectories played, and decisions cut off long ones. */
  recorded: { trajectories: number; tasks: number };
  played: number;
  cutTurns: number;
  seconds: number;
  arms: ComparedArm[];
  bounds: Bounds;
  /** Absent where the runs were calculated. */
  machine?: MachineUse;
  errors: string[];
}

/** One cell of the what-if grid, calculated on a virtual clock. */
export interface WhatIfRow {
  domain: string;
  what: string;
  arm: string;
  ratio: number;
  oracle: number;
}

/** `bench/results/replay.json`. */
export interface ReplayReport {
  format: 'forerun-replay-report/1';
  /** `NOTE`, or `CALCULATED`. */
  note: string;
  command: string;
  startedAt: string;
  seconds: number;
  settings: {
    latencies: LatencyModel;
    lookahead: number;
    replay: 'full' | 'calls';
    timeScale: number;
    concurrency: number;
    runs: number;
    teach: number;
    lambdaUsdPerSecond: number;
    maxTurns: number;
    price: { input: number; cachedInput: number; output: number };
    model: string;
    data: string[];
  };
  host?: Host;
  /** Nothing was run: all figures come from a virtual clock. */
  calculated?: boolean;
  domains: DomainReport[];
  /** The gates against each other; empty where one alone was played. */
  gates: GateRow[];
  whatIf: WhatIfRow[];
}
