import type { ReplayCall } from '../../../contracts/replay';

/** One decision of the recorded agent as it is played, and what comes of it. */
export interface PlayedTurn {
  /** `ask` is said to the user; `final` ends the run. */
  kind: 'calls' | 'ask' | 'final';
  text: string;
  /** Seconds of the actor. */
  seconds: number;
  calls: ReplayCall[];
  /** Only with `ask`; without text the conversation ends here. */
  reply?: { text?: string; seconds: number };
}

/** One recorded run, ready to be played: what its agent was given, and its decisions from there. */
export interface PlayedTrajectory {
  id: string;
  domain: string;
  /** Trajectories of one task share it. */
  splitKey: string;
  /** The model that acted, as the recording names it. */
  model: string;
  system: string;
  /** What the agent is recorded to have said before its user said anything. */
  opening?: string;
  question: string;
  turns: PlayedTurn[];
  /** What of the recording cannot be played, for the report. */
  notes: { merged: number; unanswered: number; cut: number };
}

/** What the actor is called where the recording does not say which model acted. */
export const UNNAMED_ACTOR = 'replayed-actor';

/** Text by which the simulated server knows a trajectory; stands in the system message, where no predictor looks. */
export const markerOf = (id: string): string => `[replay ${id}]`;

/** A recorded tool's name as providers and policies take it: others than letters, digits, `_` and `-` become `_`. */
export const toolName = (recorded: string): string => recorded.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
