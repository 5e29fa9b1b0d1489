import { describe, expect, it } from '@jest/globals';
import { countFinished, newBatchState, type BatchState } from '../../../../client/cli/screen/batch-state';
import { finishedLine } from '../../../../client/cli/screen/finished-line';
import { duration, renderBatch, statusLine } from '../../../../client/cli/screen/render-batch';
import { buildRunRecord, missingOutcome } from '../../../../client/results/build-run-record';
import type { RunRecord } from '../../../../client/results/run-record';
import type { RunOutcome } from '../../../../contracts/run';

function record(change: Partial<RunOutcome>, groundTruth?: string): RunRecord {
  const lost = missingOutcome({
    token: 't',
    taskId: 'a',
    arm: 'speculate',
    error: { code: 'provider_unreachable', message: 'no answer', remedy: 'Start it.' },
    wallSeconds: 89.2,
  });
  const { error: _, ...answered } = { ...lost, status: 'answered' as const };
  const outcome = change.status === 'failed' ? lost : { ...answered, ...change };
  return buildRunRecord({
    outcome,
    task: { taskId: 'a', question: 'q', level: '1', ...(groundTruth === undefined ? {} : { groundTruth }) },
    example: 'example_002',
    settings: { actorModel: 'm', specModel: 's', strategy: 'exact', lookahead: 0 },
    workflowId: 'run-a',
    messages: [],
  });
}

const line = (given: RunRecord): string =>
  finishedLine({ place: 3, total: 10, record: given, withArm: false });

describe('finishedLine', () => {
  it('correct: → place, name, verdict, seconds', () => {
    expect(line(record({ answer: '17' }, '17'))).toBe('[3/10] example_002 CORRECT 89.2 s');
  });

  it('wrong: → predicted and truth as well', () => {
    expect(line(record({ answer: '18' }, '17'))).toBe(
      '[3/10] example_002 WRONG 89.2 s · predicted "18" · truth "17"',
    );
  });

  it('failed: → code, message and remedy', () => {
    expect(line(record({ status: 'failed' }, '17'))).toBe(
      '[3/10] example_002 ERROR 89.2 s · provider_unreachable: no answer · Start it.',
    );
  });

  it('several levels: → the level is named', () => {
    const given = record({ answer: '17' }, '17');
    expect(finishedLine({ place: 3, total: 10, record: given, withArm: false, withLevel: true })).toBe(
      '[3/10] level1/example_002 CORRECT 89.2 s',
    );
  });

  it('nobody knows the truth: → ANSWERED', () => {
    expect(line(record({ answer: 'x' }))).toBe('[3/10] example_002 ANSWERED 89.2 s');
  });
});

describe('renderBatch', () => {
  const state = (): BatchState => {
    const made = newBatchState({ total: 4, finishedBefore: 1, startedAtMs: 0 });
    countFinished(made, record({ answer: '17' }, '17'));
    made.running.set('run-b', {
      name: 'example_003',
      startedAtMs: 5_000,
      progress: {
        step: 2,
        doing: 'step 2: web_search\u001b[31m {"query":"x"}',
        status: 'running',
        hits: 1,
        acceptedAhead: 0,
        hiddenSeconds: 2.5,
        costUsd: 0.25,
        steps: [],
      },
    });
    return made;
  };

  it('one of four done before, one since: → bar, money, time left by the pace since, counts, running tasks', () => {
    const [bar, counts, running] = renderBatch(state(), { nowMs: 10_000, columns: 100 }).split('\n');
    expect(bar).toMatch(/^\[█{15}░{15}\] 2\/4 · \$0\.25 · 20 s left$/);
    expect(counts).toBe('1 correct · 1 running · 1 hit · 2.5 s hidden');
    expect(running).toBe('· example_003 5 s · 1 hit · step 2: web_search {"query":"x"}');
  });

  it('a narrow terminal: → every line fits', () => {
    const lines = renderBatch(state(), { nowMs: 10_000, columns: 40 }).split('\n');
    expect(Math.max(...lines.map((text) => text.length))).toBeLessThan(40);
  });

  it('a narrow terminal: → money and time left beside the bar, all counts, what each task is doing', () => {
    const made = { ...state(), total: 14, stopping: true };
    const run = made.running.get('run-b')!;
    made.running.set('run-b', { ...run, name: 'level1/example_003', arm: 'speculate +1' });
    expect(renderBatch(made, { nowMs: 10_000, columns: 40 }).split('\n')).toEqual([
      expect.stringMatching(/^\[█+░+\] 2\/14 · \$0\.25 · 2 min left$/),
      '1 correct · 1 running · 1 hit',
      '2.5 s hidden',
      '· leve…e_003 · spec +1 5 s · step 2: w…',
      'stopping: runs give their best answer …',
      'Ctrl-C again leaves at once',
    ]);
  });

  it('a long id for a name: → both its ends, and what the task is doing', () => {
    const made = state();
    const run = made.running.get('run-b')!;
    made.running.set('run-b', { ...run, name: 'c61d22de-5f6c-4958-a7f6-5e9707bd3466', arm: 'baseline' });
    const screen = renderBatch(made, { nowMs: 10_000, columns: 70 }).split('\n');
    expect(screen[2]).toBe('· c61d22de-5…9707bd3466 · baseline 5 s · 1 hit · step 2: web_search …');
  });

  it('no terminal: → one line says it', () => {
    expect(statusLine(state(), 10_000)).toBe(
      '2/4 finished · 1 correct · 1 running · 1 hit · 2.5 s hidden · $0.25 · 20 s left',
    );
    expect(statusLine({ ...state(), lossy: 'jaccard' }, 10_000)).toMatch(/ · LOSSY strategy jaccard$/);
  });

  it('a lossy strategy, stopping: → both said', () => {
    const screen = renderBatch({ ...state(), lossy: 'jaccard', stopping: true }, { nowMs: 1, columns: 100 });
    expect(screen).toContain('LOSSY strategy jaccard');
    expect(screen).toContain('Ctrl-C again leaves at once');
  });
});

describe('duration', () => {
  it.each([
    [44.6, '45 s'],
    [600, '10 min'],
    [12_600, '3.5 h'],
  ])('%d seconds: → %s', (value, text) => {
    expect(duration(value)).toBe(text);
  });
});
