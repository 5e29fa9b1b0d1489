import type { Config } from '../../contracts/config';
import type { PredictorKind } from '../../contracts/speculation';

/**
 * The predictors that a run asks, in order, each once. What is configured counts; where nothing is, the table comes
 * first if there is one, because it answers within a millisecond and costs nothing, and then the model.
 */
export function predictorOrder({
  predictors,
  tableModel,
}: Pick<Config['speculation'], 'predictors' | 'tableModel'>): PredictorKind[] {
  if (predictors.length > 0) return [...new Set(predictors)];
  return tableModel === '' ? ['model'] : ['table', 'model'];
}
