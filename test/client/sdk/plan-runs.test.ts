import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chosenArms, planRuns, replan } from '../../../client/sdk/plan-runs';
import { remainingEntries, restartPlan } from '../../../client/cli/batch/resume-batch';

const task = (index: number) => ({
  example: `example_${index}`,
  task: {
    taskId: `task/${index}`,
    taskHash: 'h',
    level: '1',
    title: 't',
    root: { id: 'r', depth: 0 },
  },
});

const tokens = (): (() => string) => {
  let next = 0;
  return () => (next += 1).toString(16).padStart(12, '0').padEnd(32, '0');
};

const plan = (tasks: number, arms: ReturnType<typeof chosenArms>) =>
  planRuns({ tasks: Array.from({ length: tasks }, (_, index) => task(index)), arms, newToken: tokens() });

describe('chosenArms', () => {
  it.each([
    ['baseline', ['baseline 0']],
    ['speculate', ['speculate 0', 'speculate 2']],
    ['both', ['baseline 0', 'speculate 0', 'speculate 2']],
  ] as const)('%s with lookaheads 0 and 2: → %j', (arm, expected) => {
    const arms = chosenArms({ arm, lookaheads: [0, 2] });
    expect(arms.map((choice) => `${choice.arm} ${choice.lookahead}`)).toEqual(expected);
  });
});

describe('planRuns', () => {
  it('two arms: → task by task, their order alternating', () => {
    const entries = plan(3, chosenArms({ arm: 'both', lookaheads: [0] }));
    expect(entries.map(({ id }) => id)).toEqual([
      'level1-example_0-baseline',
      'level1-example_0-speculate',
      'level1-example_1-speculate',
      'level1-example_1-baseline',
      'level1-example_2-baseline',
      'level1-example_2-speculate',
    ]);
  });

  it('any size: → every task in every arm once, ids and workflow ids distinct', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 1, max: 4 }), (tasks, lookaheads) => {
        const depths = Array.from({ length: lookaheads }, (_, depth) => depth) as [number, ...number[]];
        const entries = plan(tasks, chosenArms({ arm: 'both', lookaheads: depths }));
        expect(entries).toHaveLength(tasks * (lookaheads + 1));
        expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
        expect(new Set(entries.map(({ run }) => run.workflowId)).size).toBe(entries.length);
      }),
    );
  });
});

describe('going on with a plan', () => {
  const entries = plan(2, chosenArms({ arm: 'both', lookaheads: [0] }));
  const batch = {
    format: 'forerun-batch/1' as const,
    batchId: 'batch-1',
    strategy: 'exact' as const,
    arms: [],
    dataset: 'd',
    entries,
  };

  it('some results there: → what has none is left; with retried: → exactly those', () => {
    const done = new Set(['level1-example_0-baseline']);
    const results = { has: (id: string) => done.has(id) };
    expect(remainingEntries({ plan: batch, results })).toHaveLength(3);
    expect(remainingEntries({ plan: batch, results, retried: done }).map(({ id }) => id)).toEqual([...done]);
  });

  it('restarted: → the same runs in the same order, those left under new workflow ids and tokens', () => {
    const rest = entries.slice(1, 3);
    const next = restartPlan(batch, rest, 'batch-2');
    expect(next.batchId).toBe('batch-2');
    expect(next.entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
    const changed = next.entries.map(({ run }, index) => run.workflowId !== entries[index]?.run.workflowId);
    expect(changed).toEqual([false, true, true, false]);
  });

  it('replanned: → nothing but token and workflow id differs', () => {
    const [first] = entries;
    const [again] = replan(entries, () => 'f'.repeat(32));
    expect(again).toEqual({
      ...first,
      run: { ...first?.run, token: 'f'.repeat(32), workflowId: 'run-task_0-baseline-ffffffffffff' },
    });
  });
});
