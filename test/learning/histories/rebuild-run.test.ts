import { describe, expect, it } from '@jest/globals';
import { readRunHistory } from '../../../learning/histories/run-history';
import { rebuildRun } from '../../../learning/histories/rebuild-run';
import { recordedChain } from './recorded';

const rebuilt = (...parts: Parameters<typeof recordedChain>) => {
  const { workflowId, chain } = recordedChain(...parts);
  return rebuildRun(readRunHistory(workflowId, chain));
};

describe('rebuildRun, on recorded histories', () => {
  it.each([
    ['baseline', ['look real', 'look real', 'compute real'], 0],
    ['right', ['look claimed', 'look claimed', 'compute claimed'], 2],
    ['write', ['look claimed', 'look claimed', 'send real', 'look real', 'look claimed'], 2],
    ['stopped', ['look refused'], 0],
    ['wrong-lookahead-2', ['look real', 'look real'], 0],
    ['conversation', ['look claimed', 'look claimed'], 2],
    ['mcp', ['shop__count claimed', 'shop__buy real', 'shop__count claimed'], 1],
  ])('%s → each decision and outcome found, every transcript id made anew', (name, calls, ahead) => {
    const run = rebuilt(name);
    expect(run.findings).toEqual([]);
    const found = run.steps.flatMap((step) => step.calls);
    expect(found.map(({ call, via }) => `${call.tool} ${via}`)).toEqual(calls);
    for (const { served, via } of found) expect(served === undefined).toBe(via === 'refused');
    expect(run.steps.filter(({ decidedBy }) => decidedBy.input.ahead)).toHaveLength(ahead);
    expect(run.chain.at(-1)?.id).toBe(run.outcome?.transcript.id);
  });

  it('a history whose middle part is missing → told', () => {
    const { findings } = rebuilt(['continued-first', 'continued-last']);
    expect(findings).toEqual([expect.objectContaining({ kind: 'decision_missing', step: 2 })]);
  });

  it('no history, or one without its beginning → history_missing', () => {
    const { workflowId, chain } = recordedChain('baseline');
    const missing = expect.objectContaining({ code: 'history_missing' });
    expect(() => readRunHistory(workflowId, [])).toThrow(missing as unknown as Error);
    const cut = chain.map(({ runId, events }) => ({ runId, events: events.slice(1) }));
    expect(() => readRunHistory(workflowId, cut)).toThrow(missing as unknown as Error);
  });
});
