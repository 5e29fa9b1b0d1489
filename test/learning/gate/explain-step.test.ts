import { describe, expect, it } from '@jest/globals';
import { gateLines } from '../../../client/cli/screen/gate-lines';
import { explainStep, stepsOf, type ExplainedStep } from '../../../learning/gate/explain-step';
import { readRunHistory } from '../../../learning/histories/run-history';
import { recordedChain } from '../histories/recorded';

const explained = (name: string, step: number, change?: (json: string) => string): ExplainedStep => {
  const { workflowId, chain } = recordedChain(name, change);
  return explainStep(readRunHistory(workflowId, chain), step);
};

describe('why a call was launched or not, from history alone', () => {
  it('value gate, an admitted guess → launched, with what the gate counted', () => {
    const { predictions } = explained('value-gate', 1);
    expect(predictions).toHaveLength(1);
    const [{ gate, candidates }] = predictions as [ExplainedStep['predictions'][number]];
    expect(gate).toBe('value');
    const [call] = candidates[0]!.calls;
    expect(call!.fate).toEqual({ launched: true });
    const { q, savedSeconds, riskUsd, evUsd } = call!.value!;
    expect(evUsd).toBeCloseTo(1 * q * savedSeconds - (1 - q) * riskUsd, 3);
    expect(candidates[0]!.ahead!.value).toBeDefined();
  });

  it('value gate, a tool in the shadow → refused for that, and the decision behind it with it', () => {
    const { predictions } = explained('value-gate', 2);
    const [{ candidates }] = predictions as [ExplainedStep['predictions'][number]];
    expect(candidates[0]!.calls.map(({ tool, fate }) => [tool, fate.launched])).toEqual([
      ['look', true],
      ['compute', false],
    ]);
    expect(candidates[0]!.calls[1]!.fate).toEqual({
      launched: false,
      by: 'gate',
      reason: 'tool_mode_shadow',
    });
    expect(candidates[0]!.ahead!.fate).toEqual({ launched: false, by: 'gate', reason: 'tool_mode_shadow' });
    expect(gateLines(explained('value-gate', 2)).join('\n')).toContain('it would have been launched');
  });

  it('a history of an earlier version → the threshold, without values', () => {
    const { predictions, record } = explained('right', 1);
    expect(predictions[0]).toMatchObject({ gate: 'threshold' });
    expect(predictions[0]!.candidates[0]!.calls[0]!.fate).toEqual({ launched: true });
    expect(predictions[0]!.candidates[0]!.calls[0]!.value).toBeUndefined();
    expect(record!.calls[0]!.tool).toBe('look');
  });

  it('the baseline → nobody was asked; its steps are known', () => {
    expect(explained('baseline', 1).predictions).toEqual([]);
    expect(gateLines(explained('baseline', 1)).join('\n')).toContain('nobody was asked');
    const { workflowId, chain } = recordedChain('baseline');
    expect(stepsOf(readRunHistory(workflowId, chain))).toEqual([1, 2, 3]);
  });
});
