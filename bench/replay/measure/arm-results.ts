import { armResult, shareOfOracle, type ArmResult } from './arm-result';
import type { RunRecord } from './run-record';

export type ComparedArm = ArmResult & { shareOfOracle?: number };

/** Every arm against the baseline and the oracle, in the order of the arms. */
export function armResults(arms: readonly { name: string }[], runs: readonly RunRecord[]): ComparedArm[] {
  const baseline = runs.filter(({ arm }) => arm === 'baseline');
  const results = arms.flatMap(({ name }) => {
    const result = name === 'baseline' ? undefined : armResult(name, runs, baseline);
    return result ? [result] : [];
  });
  const oracle = results.find(({ arm }) => arm === 'oracle');
  return results.map((result) => {
    const share = result.arm === 'oracle' ? undefined : shareOfOracle(result, oracle);
    return share === undefined ? result : { ...result, shareOfOracle: share };
  });
}
