import type { LearningSettings } from './run';
import type { RunReport } from './profile';

/** A finished run's report on its way into its deployment's profile. */
export interface LearnInput extends LearningSettings {
  /** Id of the blob store in which the profile lives. */
  storeId: string;
  report: RunReport;
}

export interface Learned {
  /** Version of the profile that holds the run. */
  version: string;
  /** `before`: an earlier attempt had counted it already. */
  folded: 'now' | 'before';
}

export interface LearnActivities {
  learn(input: LearnInput): Promise<Learned>;
}
