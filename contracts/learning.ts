import type { LearningSettings } from './run';

/** A run whose report goes into its deployment's profile when it has ended. */
export interface LearnInput extends Pick<LearningSettings, 'profile' | 'halfLife'> {
  priorStrength?: number;
  /** Id of the blob store in which the profile lives. */
  storeId: string;
  runToken: string;
  /** The run's workflow; its result holds the report. */
  workflowId: string;
}

export interface Learned {
  /** `before`: an earlier attempt had counted it already; `nothing`: the run left no report. */
  folded: 'now' | 'before' | 'nothing';
  /** Version of the profile that holds the run. */
  version?: string;
}

export interface LearnActivities {
  learn(input: LearnInput): Promise<Learned>;
}
