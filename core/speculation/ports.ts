import type { Call } from '../../contracts/call';
import type { Decision, Usage } from '../../contracts/decision';
import type { BudgetLeft, GateInput } from '../../contracts/gate';
import type { Outcome } from '../../contracts/outcome';
import type { RunLearned } from '../../contracts/profile';
import type { EarlierCandidate, Prediction } from '../../contracts/speculation';
import type { UserReply } from '../../contracts/user';
import type { Transcript } from '../transcript';

/**
 * How speculative work ends. It never throws: nothing on the run's path may depend on it. Cancelled without `seconds`:
 * nobody had begun it.
 */
export type FlightEnd<T> =
  | { status: 'succeeded'; value: T }
  | { status: 'failed'; code: string; seconds?: number; usage?: Usage }
  | { status: 'cancelled'; seconds?: number; usage?: Usage };

/** Speculative work under way. `result` always resolves; `cancel` returns at once and may be called twice. */
export interface Flight<T> {
  result: Promise<FlightEnd<T>>;
  cancel(): void;
}

/** Authoritative work under way. `result` rejects only on infrastructure failures that outlived their retries. */
export interface RealFlight<T> {
  result: Promise<T>;
  cancel(): void;
  /** What work that ended with this error had spent, where it could tell. */
  spentOf?(error: unknown): { seconds: number; usage?: Usage } | undefined;
}

export interface Timer {
  fired: Promise<void>;
  cancel(): void;
}

/** Everything that the speculation logic needs from its surroundings: Temporal in production, a scheduler in tests. */
export interface Ports {
  nowMs(): number;
  timer(ms: number): Timer;
  decide(transcript: Transcript, input: { step: number; mode: 'normal' | 'last' }): RealFlight<Decision>;
  decideAhead(transcript: Transcript, input: { step: number }): Flight<Decision>;
  runTool(call: Call, input: { step: number; index: number }): RealFlight<Outcome>;
  runToolAhead(
    call: Call,
    input: { step: number; index: number; transcript: Transcript; observed: boolean },
  ): Flight<Outcome>;
  /** Tells the run's user what the actor said, a stored text, and waits for the reply. */
  askUser(textHash: string, input: { step: number }): RealFlight<UserReply>;
  predict(
    transcript: Transcript,
    input: {
      step: number;
      budget: BudgetLeft;
      /** Place of the predictor in the run's order, and what those before it said. */
      stage: number;
      earlier: EarlierCandidate[];
      /** How its guesses are judged; absent in runs that pin no gate. */
      gate?: GateInput;
      /** What outcomes have taught so far; absent where the run does not learn. */
      learned?: Omit<RunLearned, 'profile'>;
    },
  ): Flight<Prediction>;
}

/** Code of a flight that no worker took in time. */
export const NEVER_STARTED = 'timeout_schedule_to_start';

/** Whether a worker had begun the work, as far as can be known. */
export function hasBegun(end: FlightEnd<unknown>): boolean {
  switch (end.status) {
    case 'succeeded':
      return true;
    case 'failed':
      return end.code !== NEVER_STARTED;
    case 'cancelled':
      return end.seconds !== undefined;
  }
}
