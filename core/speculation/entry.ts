import type { Call } from '../../contracts/call';
import type { Decision } from '../../contracts/decision';
import type { Outcome } from '../../contracts/outcome';
import type { EntryEnd, GuessSource } from '../../contracts/speculation';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { Flight, FlightEnd } from './ports';

interface EntryBase<T> {
  readonly number: number;
  /** Canonical key of an outcome, transcript id of a decision. */
  readonly key: string;
  readonly source: GuessSource;
  /** The step that it guesses. */
  readonly step: number;
  readonly launchedAtMs: number;
  readonly flight?: Flight<T>;
  /** Resolves once, after the memo has taken note. */
  readonly settled: Promise<FlightEnd<T>>;
  /** The run waits for it or has taken it: the draft may not cancel it, nobody else may claim it. */
  owned: boolean;
  value?: T;
  /** How it ended; absent while it runs, or has succeeded and may still be claimed. */
  end?: EntryEnd;
}

export interface OutcomeEntry extends EntryBase<Outcome> {
  readonly kind: 'outcome';
  readonly call: Call;
  readonly policy: ToolPolicy;
  readonly epoch: number;
  /** Name and version of the predictor that guessed it; absent where the actor did. */
  predictor?: string;
}

export interface DecisionEntry extends EntryBase<Decision> {
  readonly kind: 'decision';
}

export type Entry = OutcomeEntry | DecisionEntry;

export const isRunning = (entry: Entry): boolean => entry.value === undefined && entry.end === undefined;

export const hasValue = (entry: Entry): boolean => entry.value !== undefined;
