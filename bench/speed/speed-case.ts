import type { JsonObject } from '../../contracts/json';
import type { World } from './world/world';

/** One line of the table: what was to be reached and what was measured, with the numbers behind it. */
export interface SpeedRow {
  /** What was measured, under which conditions. */
  what: string;
  /** Empty where the issue only asks to report. */
  target: string;
  measured: string;
  /** Absent where there is no target. */
  met?: boolean;
  values: JsonObject;
}

export interface SpeedContext {
  world: World;
  /** Pairs of runs a case. */
  pairs: number;
  /** A smoke run: fewest repetitions and shortest runs. */
  quick: boolean;
  useEnv: boolean;
  /** Seconds of one hop, measured once. */
  hopSeconds(): Promise<number>;
  log(line: string): void;
}

/** One group of measurements of `npm run bench:speed`. */
export interface SpeedCase {
  name: string;
  about: string;
  /** Throws where an answer or an account is wrong; rows that miss their target are no errors. */
  measure(context: SpeedContext): Promise<SpeedRow[]>;
}

/** What could not be measured here, and why; said loudly. */
export class SkippedError extends Error {}
