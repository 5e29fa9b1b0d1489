import { describe, expect, it } from '@jest/globals';
import { parseExampleRow } from '../../../client/dataset/example-row';

describe('parseExampleRow', () => {
  it('parseExampleRow: the two spellings → one row', () => {
    const row = { taskId: 'a', question: 'Q?', level: '2', groundTruth: '17', fileName: 'f.csv' };
    expect(
      parseExampleRow(
        { task_id: 'a', question: 'Q?', level: 2, final_answer: 17, file_name: 'f.csv' },
        'here',
      ),
    ).toEqual(row);
    expect(
      parseExampleRow(
        { task_id: 'a', Question: 'Q?', Level: '2', 'Final answer': '17', file_name: 'f.csv', extra: 1 },
        'here',
      ),
    ).toEqual(row);
  });

  it('parseExampleRow: only what is needed → no level, truth or attachment', () => {
    expect(parseExampleRow({ task_id: 'a', question: 'Q?' }, 'here')).toEqual({
      taskId: 'a',
      question: 'Q?',
      level: '',
    });
  });

  it('parseExampleRow: 64-bit integers → text without loss', () => {
    const row = parseExampleRow({ task_id: 9007199254740993n, question: 'Q?', Level: 3n }, 'here');
    expect(row).toMatchObject({ taskId: '9007199254740993', level: '3' });
  });

  it.each([['?'], [' ? '], [''], [null]])('parseExampleRow: final answer %j → no ground truth', (answer) => {
    expect(
      parseExampleRow({ task_id: 'a', question: 'Q?', final_answer: answer }, 'here'),
    ).not.toHaveProperty('groundTruth');
  });

  it.each([
    [null, 'the row'],
    [{ question: 'Q?' }, 'task_id'],
    [{ task_id: '', question: 'Q?' }, 'task_id'],
    [{ task_id: 'a', question: ' ' }, 'question'],
    [{ task_id: 'a', question: 'Q?', level: {} }, 'level'],
    [{ task_id: 'a', question: 'Q?', file_name: 'a/b' }, 'file_name'],
    [{ task_id: 'a', question: 'Q?', file_name: '..' }, 'file_name'],
  ])('parseExampleRow: %j → example_malformed, naming place and field', (value, field) => {
    expect(() => parseExampleRow(value, 'data.jsonl:7')).toThrow(
      expect.objectContaining({
        code: 'example_malformed',
        message: expect.stringMatching(`data.jsonl:7: .*${field}`),
      }),
    );
  });
});
