import type { Config } from '../../contracts/config';
import { predictorOrder } from './predictor-order';

/** What somebody asks of others: models by profile, and the search service. */
export interface Services {
  profiles: string[];
  search: boolean;
}

/** What deciding, predicting and executing tools ask of others under a configuration. */
export function servicesOf({
  speculation,
  toolset,
}: Pick<Config, 'speculation' | 'toolset'>): Record<'decide' | 'predict' | 'tools', Services> {
  const predictors = predictorOrder(speculation);
  return {
    decide: { profiles: ['actor'], search: false },
    predict: {
      profiles: [
        ...(predictors.includes('model') ? ['spec'] : []),
        ...(predictors.includes('self') ? ['actor'] : []),
      ],
      search: false,
    },
    tools:
      toolset === 'gaia'
        ? { profiles: ['vision', 'transcribe'], search: true }
        : { profiles: [], search: false },
  };
}
