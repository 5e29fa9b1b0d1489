import { describe, expect, it } from '@jest/globals';
import { compareResults } from '../../../client/results/compare';
import type { ComparableRecord } from '../../../client/results/comparable-record';
import { summarise } from '../../../client/results/summary';
import { summaryFile } from '../../../client/results/summary-file';
import { emptyAccounts } from '../../../core/accounts';

const run = (more: Partial<ComparableRecord>): ComparableRecord => ({
  id: `${more.taskId ?? 't'}-${more.arm ?? 'baseline'}`,
  taskId: 't',
  level: '1',
  predicted: 'x',
  correct: true,
  correctLegacy: true,
  timeSeconds: 10,
  steps: 2,
  arm: 'baseline',
  lookahead: 0,
  strategy: 'exact',
  lossy: false,
  status: 'answered',
  model: 'm',
  specHits: 0,
  specMisses: 0,
  specPredictions: 0,
  accounts: emptyAccounts(),
  ...more,
});

describe('summarise', () => {
  it('summarise: errors and time limits → wrong, counted and shown; unknown truths → not scored', () => {
    const { tasks, runs, arms } = summarise([
      run({ taskId: 'a', timeSeconds: 10 }),
      run({ taskId: 'b', correct: false, timeSeconds: 20 }),
      run({ taskId: 'c', correct: false, status: 'failed', timeSeconds: 60, correctLegacy: false }),
      run({ taskId: 'd', correct: false, status: 'time_limit', timeSeconds: 100, correctLegacy: false }),
      run({ taskId: 'e', correct: undefined, correctLegacy: undefined, timeSeconds: 30 }),
    ]);
    expect([tasks, runs]).toEqual([5, 5]);
    expect(arms).toEqual([
      expect.objectContaining({
        label: 'baseline',
        attempted: 5,
        scored: 4,
        correct: 1,
        correctLegacy: 2,
        errored: 1,
        timedOut: 1,
        accuracy: 0.25,
        meanSeconds: 44,
        medianSeconds: 30,
        statuses: { answered: 3, failed: 1, time_limit: 1 },
      }),
    ]);
  });

  it('summarise: several arms → the baseline first, accounts summed by arm', () => {
    const accounts = { ...emptyAccounts(), hits: 2, eligibleCalls: 4, launchedByPrediction: 5 };
    const { arms } = summarise([
      run({ arm: 'speculate', lookahead: 1, accounts, specHits: 2 }),
      run({ arm: 'speculate', lookahead: 1, accounts, specHits: 2 }),
      run({ arm: 'speculate', accounts: undefined }),
      run({}),
    ]);
    expect(arms.map(({ label }) => label)).toEqual(['baseline', 'speculate', 'speculate +1']);
    expect(arms[1]).not.toHaveProperty('accounts');
    expect(arms[2]).toMatchObject({ specHits: 4, hitRate: 0.5, precision: 0.4, accounts: { hits: 4 } });
  });

  it('summarise: no runs → no arms', () => {
    expect(summarise([])).toEqual({ tasks: 0, runs: 0, arms: [] });
  });

  it('summaryFile: a summary → JSON with percent, null where nothing is known', () => {
    const file = JSON.parse(
      JSON.stringify(
        summaryFile([run({ correct: undefined, accounts: undefined }), run({ arm: 'speculate' })]),
      ),
    ) as { arms: object[] };
    expect(file.arms[0]).toMatchObject({
      arm: 'baseline',
      accuracy: null,
      accuracy_percent: null,
      accounts: null,
    });
    expect(file.arms[1]).toMatchObject({ arm: 'speculate', accuracy: 1, accuracy_percent: 100 });
  });
});

const baseline = (taskId: string, more: Partial<ComparableRecord> = {}) => run({ taskId, ...more });
const speculate = (taskId: string, more: Partial<ComparableRecord> = {}) =>
  run({ taskId, arm: 'speculate', timeSeconds: 5, ...more });

describe('compareResults', () => {
  it('compareResults: two arms in one folder → paired by task, geometric mean of the ratios', () => {
    const records = [
      baseline('a', { timeSeconds: 10 }),
      baseline('b', { timeSeconds: 10 }),
      speculate('b', { timeSeconds: 20 }),
      speculate('a', { timeSeconds: 5 }),
    ];
    const [comparison, ...others] = compareResults({ name: 'x', records });
    expect(others).toEqual([]);
    expect(comparison).toMatchObject({ pairs: 2, untimedPairs: 0, changedAnswers: [] });
    expect(comparison?.timeRatio?.value).toBeCloseTo(1, 12);
    expect(comparison?.timeRatio?.low).toBeCloseTo(0.5, 12);
    expect(comparison?.timeRatio?.high).toBeCloseTo(2, 12);
  });

  it('compareResults: several arms in one folder → each against the baseline', () => {
    const records = [baseline('a'), speculate('a'), speculate('a', { lookahead: 1 })];
    expect(
      compareResults({ name: 'x', records }).map(({ left, right }) => [left.label, right.label]),
    ).toEqual([
      ['baseline', 'speculate'],
      ['baseline', 'speculate +1'],
    ]);
  });

  it('compareResults: failed runs → in the accuracies, out of the ratio, their number shown', () => {
    const records = [
      baseline('a'),
      baseline('b'),
      speculate('a'),
      speculate('b', { status: 'failed', correct: false, timeSeconds: 0.1, predicted: '' }),
    ];
    const [comparison] = compareResults({ name: 'x', records });
    expect(comparison).toMatchObject({
      pairs: 2,
      untimedPairs: 1,
      timeRatio: { value: expect.closeTo(0.5, 12), count: 1 },
      left: { accuracy: 1 },
      right: { accuracy: 0.5, errored: 1 },
      changedAnswers: [{ taskId: 'b', left: 'x', right: '', leftCorrect: true, rightCorrect: false }],
    });
  });

  it('compareResults: tasks that one side lacks → named, and out of both summaries', () => {
    const records = [baseline('a'), baseline('c', { correct: false }), speculate('a'), speculate('b')];
    expect(compareResults({ name: 'x', records })[0]).toMatchObject({
      pairs: 1,
      onlyLeft: ['c'],
      onlyRight: ['b'],
      left: { attempted: 1, accuracy: 1 },
    });
  });

  it('compareResults: two folders with one arm each → those two, whatever they are called', () => {
    const [comparison] = compareResults(
      { name: 'theirs', records: [baseline('a', { strategy: '' })] },
      { name: 'ours', records: [speculate('a')] },
    );
    expect([comparison?.left.label, comparison?.right.label]).toEqual([
      'theirs: baseline',
      'ours: speculate',
    ]);
    expect(comparison?.timeRatio?.value).toBeCloseTo(0.5, 12);
  });

  it('compareResults: two folders with several arms → equal arms', () => {
    const records = [baseline('a'), speculate('a')];
    const labels = compareResults(
      { name: 'l', records },
      { name: 'r', records: [...records, speculate('a', { lookahead: 2 })] },
    );
    expect(labels.map(({ left, right }) => [left.label, right.label])).toEqual([
      ['l: baseline', 'r: baseline'],
      ['l: speculate', 'r: speculate'],
    ]);
  });

  it('compareResults: a task run several times → paired one to one', () => {
    const records = [
      baseline('a', { id: '1' }),
      baseline('a', { id: '2' }),
      baseline('a', { id: '3' }),
      speculate('a', { id: '4' }),
      speculate('a', { id: '5' }),
    ];
    expect(compareResults({ name: 'x', records })[0]).toMatchObject({ pairs: 2, onlyLeft: [] });
  });

  it('compareResults: nothing to pair → no ratio, no failure', () => {
    expect(compareResults({ name: 'x', records: [] })).toEqual([]);
    const [comparison] = compareResults({ name: 'x', records: [baseline('a'), speculate('b')] });
    expect(comparison).toMatchObject({ pairs: 0, left: { attempted: 0 } });
    expect(comparison).not.toHaveProperty('timeRatio');
  });
});
