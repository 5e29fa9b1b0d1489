import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { missingOutcome, runId } from '../../../client/results/build-run-record';
import { armLabel, isFailed, toComparable } from '../../../client/results/comparable-record';
import { RunRecord } from '../../../client/results/run-record';
import { emptyAccounts } from '../../../core/accounts';
import { outcomeOf, recordOf } from './records';

const EARLIER_KEYS = [
  'task_id',
  'level',
  'question',
  'ground_truth',
  'predicted',
  'correct',
  'steps',
  'time_seconds',
  'actor_model',
  'spec_model',
  'speculation_enabled',
  'verification_strategy',
  'spec_hits',
  'spec_misses',
  'spec_predictions',
  'trajectory',
  'messages',
  'error',
];

describe('buildRunRecord', () => {
  it('buildRunRecord: a finished run → all keys of the earlier implementation, and the schema holds', () => {
    const record = recordOf();
    expect(Object.keys(record)).toEqual(expect.arrayContaining(EARLIER_KEYS));
    expect(RunRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record).toMatchObject({
      id: 'level1-example_000-speculate',
      level: 1,
      predicted: 'Sea Gull',
      correct: true,
      correct_legacy: false,
      steps: 2,
      time_seconds: 4.5,
      speculation_enabled: true,
      spec_predictions: 2,
      spec_hits: 1,
      spec_misses: 1,
      cost_usd: 0.5,
      actor_model: 'actor',
      actor_model_returned: 'actor-2025-01-01',
      error: null,
      lossy: false,
    });
    expect(record.trajectory[0]?.calls[0]).toMatchObject({
      via: 'claimed',
      source: 'model',
      result: 'a gull',
    });
  });

  it('buildRunRecord: the baseline → zeros, no lookahead', () => {
    const record = recordOf({
      outcome: { arm: 'baseline', accounts: emptyAccounts() },
      settings: { lookahead: 2 },
    });
    expect(record).toMatchObject({
      id: 'level1-example_000-baseline',
      speculation_enabled: false,
      spec_predictions: 0,
      spec_hits: 0,
      spec_misses: 0,
      lookahead: 0,
      lossy: false,
    });
  });

  it('buildRunRecord: a lossy strategy → said so, lossy hits apart from hits', () => {
    const accounts = { ...outcomeOf().accounts, hits: 0, lossyHits: 1 };
    const record = recordOf({ outcome: { accounts }, settings: { strategy: 'tool_name_only' } });
    expect(record).toMatchObject({ lossy: true, spec_hits: 0, lossy_hits: 1, spec_misses: 2 });
  });

  it('buildRunRecord: a run that gave no outcome → wrong, with its error', () => {
    const error = { code: 'provider_refused', message: 'key refused', remedy: 'Set another key.' };
    const outcome = missingOutcome({ token: 't', taskId: 'task-9', arm: 'speculate', error, wallSeconds: 3 });
    const record = recordOf({ outcome, groundTruth: '' });
    expect(RunRecord.parse(record)).toMatchObject({
      status: 'failed',
      correct: false,
      correct_legacy: false,
      error: 'key refused',
      error_code: 'provider_refused',
      error_remedy: 'Set another key.',
      steps: 0,
    });
  });

  it('buildRunRecord: a limit with an answer → scored by that answer; without one → wrong', () => {
    expect(recordOf({ outcome: { status: 'time_limit' } }).correct).toBe(true);
    expect(recordOf({ outcome: { status: 'time_limit', answer: '' }, groundTruth: '?!' }).correct).toBe(
      false,
    );
  });

  it('buildRunRecord: nobody knows the truth → neither correct nor wrong', () => {
    expect(recordOf({ groundTruth: null })).toMatchObject({
      ground_truth: null,
      correct: null,
      correct_legacy: null,
    });
  });
});

describe('runId', () => {
  it.each([
    [{ level: '1', example: 'example_000', arm: 'baseline', lookahead: 0 }, 'level1-example_000-baseline'],
    [
      { level: '2', example: 'example_007', arm: 'speculate', lookahead: 1 },
      'level2-example_007-speculate-ahead1',
    ],
    [{ level: '', example: 'ask_0a1b', arm: 'speculate', lookahead: 0 }, 'ask_0a1b-speculate'],
    [{ level: '', example: '../über', arm: 'baseline', lookahead: 0 }, 'ber-baseline'],
  ] as const)('runId: %j → %s', (input, id) => expect(runId(input)).toBe(id));

  it('runId: any names → a file name that stays in its folder', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(9), (level, example, lookahead) => {
        expect(runId({ level, example, arm: 'speculate', lookahead })).toMatch(
          /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
        );
      }),
    );
  });
});

describe('toComparable', () => {
  it('toComparable: our record → its figures', () => {
    expect(toComparable(recordOf({ settings: { lookahead: 1 } }), 'x')).toMatchObject({
      id: 'level1-example_000-speculate-ahead1',
      taskId: 'task-1',
      level: '1',
      correct: true,
      correctLegacy: false,
      arm: 'speculate',
      lookahead: 1,
      accounts: { hits: 1 },
    });
  });

  it('toComparable: a result of the earlier implementation → read, the file name as id', () => {
    const earlier = {
      task_id: 'e1',
      question: 'q',
      ground_truth: 17,
      predicted: '17',
      correct: true,
      steps: 6,
      time_seconds: 89.2,
      spec_hits: 5,
      spec_misses: 0,
      spec_predictions: 5,
    };
    expect(toComparable(earlier, 'example_000')).toEqual({
      id: 'example_000',
      taskId: 'e1',
      level: '',
      groundTruth: '17',
      predicted: '17',
      correct: true,
      correctLegacy: undefined,
      timeSeconds: 89.2,
      steps: 6,
      arm: 'speculate',
      lookahead: 0,
      strategy: '',
      lossy: false,
      status: 'answered',
      model: '',
      specHits: 5,
      specMisses: 0,
      specPredictions: 5,
    });
    expect(toComparable({ ...earlier, speculation_enabled: false }, 'x')?.arm).toBe('baseline');
    expect(toComparable({ ...earlier, error: 'timeout' }, 'x')).toMatchObject({
      status: 'failed',
      error: 'timeout',
    });
  });

  it.each([[null], [[]], ['text'], [{}], [{ task_id: 'x' }], [{ predicted: 'x' }]])(
    'toComparable: %j → no result',
    (value) => expect(toComparable(value, 'x')).toBeUndefined(),
  );
});

describe('armLabel and isFailed', () => {
  it.each([
    [{ arm: 'baseline', lookahead: 0, strategy: 'exact', lossy: false }, 'baseline'],
    [{ arm: 'speculate', lookahead: 0, strategy: '', lossy: false }, 'speculate'],
    [{ arm: 'speculate', lookahead: 2, strategy: 'exact', lossy: false }, 'speculate +2'],
    [{ arm: 'speculate', lookahead: 0, strategy: 'none', lossy: false }, 'speculate · none'],
    [{ arm: 'speculate', lookahead: 1, strategy: 'jaccard', lossy: true }, 'speculate +1 · jaccard (lossy)'],
  ] as const)('armLabel: %j → %s', (record, label) => expect(armLabel(record)).toBe(label));

  it('isFailed: wrong or errored → among them; unknown truth and answered → not', () => {
    const comparable = (more: Parameters<typeof recordOf>[0]) => toComparable(recordOf(more), 'x')!;
    expect(
      [
        comparable({ outcome: { taskId: 'right' } }),
        comparable({ outcome: { taskId: 'wrong', answer: 'crow' } }),
        comparable({ outcome: { taskId: 'unknown' }, groundTruth: null }),
        comparable({ outcome: { taskId: 'error', status: 'failed' }, groundTruth: null }),
      ]
        .filter(isFailed)
        .map(({ taskId }) => taskId),
    ).toEqual(['wrong', 'error']);
  });
});
