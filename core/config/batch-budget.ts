import type { Config } from '../../contracts/config';
import type { SpeculationBudget } from '../../contracts/gate';

/** What a batch's runs together may use for speculation; undefined where the configuration sets no limit. */
export function batchBudget({ batch }: Pick<Config, 'batch'>): SpeculationBudget | undefined {
  const { specMaxLaunches, specMaxCostUsd } = batch;
  if (specMaxLaunches === 0 && specMaxCostUsd === 0) return undefined;
  // Not Infinity: a batch's input travels as JSON.
  return {
    launches: specMaxLaunches || Number.MAX_SAFE_INTEGER,
    costUsd: specMaxCostUsd || Number.MAX_SAFE_INTEGER,
  };
}
