import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { entryPlace, type Dataset } from '../../../client/dataset/example';
import { onlyExample, readDataset } from '../../../client/dataset/read-dataset';
import { temporaryFolder } from '../../support/temporary-folder';

const FIXTURES = join(__dirname, '../../fixtures/gaia');

const metadata = (taskId: string, more: object = {}): object => ({
  task_id: taskId,
  question: `What is ${taskId}?`,
  level: 1,
  final_answer: '17',
  file_name: '',
  annotator_metadata: { Steps: '1' },
  ...more,
});

const names = (dataset: Dataset): string[] =>
  dataset.entries.map((entry) => {
    const { level, id, taskId } = entryPlace(entry);
    return `${level}/${id} ${taskId ?? '-'} ${entry.kind === 'example' ? 'ok' : entry.problem.error.code}`;
  });

const errorOf = (dataset: Dataset, id: string) => {
  const entry = dataset.entries.find((one) => entryPlace(one).id === id);
  if (entry?.kind !== 'problem') throw new Error(`${id} is no problem`);
  return entry.problem.error;
};

describe('readDataset: a folder of examples', () => {
  it('readDataset: levels with attachments → by level, then in numeric order, files found', async () => {
    const folder = temporaryFolder({
      'level2/example_000/metadata.json': metadata('d'),
      'level1/example_10/metadata.json': metadata('c'),
      'level1/example_002/metadata.json': metadata('b', { file_name: 'data.csv', final_answer: 3.5 }),
      'level1/example_002/data.csv': 'a,b\n1,2\n',
      'level1/example_000/metadata.json': metadata('a', { final_answer: '?' }),
      'level1/notes/readme.txt': 'not an example',
      'README.md': 'x',
    });
    const dataset = await readDataset(folder);
    expect(dataset.form).toBe('examples');
    expect(names(dataset)).toEqual([
      '1/example_000 a ok',
      '1/example_002 b ok',
      '1/example_10 c ok',
      '2/example_000 d ok',
    ]);
    const [first, second] = dataset.entries;
    expect(first).toMatchObject({ kind: 'example', example: { origin: join(folder, 'level1/example_000') } });
    expect(first).not.toHaveProperty('example.groundTruth');
    expect(second).toMatchObject({
      example: {
        groundTruth: '3.5',
        files: [{ name: 'data.csv', path: join(folder, 'level1/example_002/data.csv') }],
      },
    });
  });

  it('readDataset: broken examples among good ones → each a problem with file and remedy, the others go on', async () => {
    const folder = temporaryFolder({
      'level1/example_000/metadata.json': metadata('good'),
      'level1/example_001/metadata.json': '{"task_id": "cut',
      'level1/example_002/other.txt': '',
      'level1/example_003/metadata.json': metadata('lost', { file_name: 'lost.pdf' }),
      'level1/example_004/metadata.json': metadata('out', { file_name: '../../../etc/passwd' }),
      'level1/example_005/metadata.json': { task_id: 'no question', level: 1 },
      'level1/example_006/metadata.json': metadata('good'),
      'level1/example_007/metadata.json': '[]',
      'level1/example_008/metadata.json': metadata('blank', { question: '  ' }),
    });
    const dataset = await readDataset(folder);
    expect(names(dataset)).toEqual([
      '1/example_000 good ok',
      '1/example_001 - example_malformed',
      '1/example_002 - example_metadata_missing',
      '1/example_003 lost attachment_missing',
      '1/example_004 - example_malformed',
      '1/example_005 - example_malformed',
      '1/example_006 good example_repeated',
      '1/example_007 - example_malformed',
      '1/example_008 - example_malformed',
    ]);
    expect(errorOf(dataset, 'example_001').message).toContain(
      join(folder, 'level1/example_001/metadata.json'),
    );
    expect(errorOf(dataset, 'example_003').message).toContain('lost.pdf');
    expect(errorOf(dataset, 'example_003').remedy).toContain(join(folder, 'level1/example_003/lost.pdf'));
    expect(errorOf(dataset, 'example_005').message).toContain('question');
    for (const entry of dataset.entries) {
      if (entry.kind === 'problem') {
        expect(entry.problem.error.blame).toBe('user');
        expect(entry.problem.error.remedy).toMatch(/\.$/);
      }
    }
  });

  it('readDataset: metadata with a byte order mark → read', async () => {
    const folder = temporaryFolder({
      'example_000/metadata.json': `\ufeff${JSON.stringify(metadata('a'))}`,
    });
    expect(names(await readDataset(folder))).toEqual(['1/example_000 a ok']);
  });

  it('readDataset: one example by its folder, with and without a slash, or by its metadata → that example', async () => {
    const folder = temporaryFolder({ 'level3/example_004/metadata.json': metadata('a', { level: 1 }) });
    const path = join(folder, 'level3/example_004');
    for (const name of [path, `${path}/`, join(path, 'metadata.json')]) {
      const dataset = await readDataset(name);
      expect(dataset.form).toBe('example');
      expect(onlyExample(dataset)).toMatchObject({ id: 'example_004', level: '3', taskId: 'a' });
    }
  });

  it('onlyExample: a broken one → its own error; many → not_one_example', async () => {
    const folder = temporaryFolder({
      'level1/example_000/other.txt': '',
      'level1/example_001/metadata.json': metadata('a'),
    });
    const broken = await readDataset(join(folder, 'level1/example_000'));
    expect(() => onlyExample(broken)).toThrow(expect.objectContaining({ code: 'example_metadata_missing' }));
    const many = await readDataset(folder);
    expect(() => onlyExample(many)).toThrow(expect.objectContaining({ code: 'not_one_example' }));
  });

  it('readDataset: a linked example folder → read like any other', async () => {
    const folder = temporaryFolder({ 'elsewhere/metadata.json': metadata('a'), 'level1/keep': '' });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'level1/example_000'));
    expect(names(await readDataset(join(folder, 'level1')))).toEqual(['1/example_000 a ok']);
  });
});

const row = (taskId: string, level: number | string, more: object = {}): string =>
  JSON.stringify({
    task_id: taskId,
    Question: `What is ${taskId}?`,
    Level: level,
    'Final answer': 'x',
    file_name: '',
    'Annotator Metadata': {},
    ...more,
  });

describe('readDataset: rows', () => {
  it('readDataset: metadata.jsonl with attachments beside it → numbered within each level', async () => {
    const lines = [
      row('a', 2),
      row('b', 1, { file_name: 'b.txt' }),
      row('c', '1'),
      '',
      row('d', 2, { file_name: 'd.txt', file_path: '2023/validation/d.txt' }),
    ];
    const folder = temporaryFolder({
      '2023/validation/metadata.jsonl': `\ufeff${lines.join('\r\n')}`,
      '2023/validation/b.txt': 'b',
      '2023/validation/d.txt': 'd',
    });
    const expected = ['1/example_000 b ok', '1/example_001 c ok', '2/example_000 a ok', '2/example_001 d ok'];
    for (const path of ['2023/validation', '2023/validation/metadata.jsonl', '.']) {
      expect(names(await readDataset(join(folder, path)))).toEqual(expected);
    }
  });

  it('readDataset: an attachment that only file_path finds, from the repository root → found', async () => {
    const folder = temporaryFolder({
      '2023/validation/metadata.jsonl': row('a', 1, { file_name: 'x.txt', file_path: '2023/files/x.txt' }),
      '2023/files/x.txt': 'x',
    });
    expect(onlyExample(await readDataset(folder)).files).toEqual([
      { name: 'x.txt', path: join(folder, '2023/files/x.txt') },
    ]);
  });

  it('readDataset: a file_path that leads out of the dataset → not followed', async () => {
    const folder = temporaryFolder({ 'a/b/c/metadata.jsonl': '', 'secret.txt': 'x' });
    const file = join(folder, 'a/b/c/metadata.jsonl');
    writeFileSync(file, row('a', 1, { file_path: '../../../secret.txt' }));
    expect(names(await readDataset(file))).toEqual(['1/example_000 a attachment_missing']);
    writeFileSync(file, row('a', 1, { file_path: join(folder, 'secret.txt') }));
    expect(names(await readDataset(file))).toEqual(['1/example_000 a attachment_missing']);
  });

  it('readDataset: a half-written last line → a problem that names the line', async () => {
    const folder = temporaryFolder({ 'questions.jsonl': `${row('a', 1)}\n${row('b', 1).slice(0, 20)}` });
    const dataset = await readDataset(join(folder, 'questions.jsonl'));
    expect(names(dataset)).toEqual(['/example_000 - example_malformed', '1/example_000 a ok']);
    expect(errorOf(dataset, 'example_000').message).toContain('questions.jsonl:2');
  });

  it('readDataset: metadata.parquet as published → the same as its rows', async () => {
    const folder = temporaryFolder({ 'sheet.csv': 'a\n' });
    copyFileSync(join(FIXTURES, 'metadata.parquet'), join(folder, 'metadata.parquet'));
    const dataset = await readDataset(folder);
    expect(names(dataset)).toEqual([
      '1/example_000 t-1-0 ok',
      '1/example_001 t-1-1 ok',
      '1/example_002 t-1-2 ok',
      '2/example_000 t-2-0 ok',
      '2/example_001 t-2-1 ok',
      '3/example_000 t-3-0 ok',
    ]);
    expect(dataset.entries[1]).toMatchObject({
      example: {
        question: 'Question 1 of level 1, with ünïcode?',
        groundTruth: '11',
        files: [{ name: 'sheet.csv', path: join(folder, 'sheet.csv') }],
      },
    });
  });

  it('readDataset: Parquet with 64-bit levels, nulls, zstd and several row groups → all rows', async () => {
    const dataset = await readDataset(join(FIXTURES, 'int64-zstd.parquet'));
    expect(names(dataset)).toEqual([
      '1/example_000 t-1-0 ok',
      '1/example_001 t-1-1 attachment_missing',
      '1/example_002 t-1-2 ok',
      '2/example_000 t-2-0 ok',
      '2/example_001 t-2-1 ok',
      '3/example_000 t-3-0 ok',
    ]);
  });

  it('readDataset: a Parquet file cut short → dataset_unreadable, naming it', async () => {
    const whole = readFileSync(join(FIXTURES, 'metadata.parquet'));
    const folder = temporaryFolder({ 'metadata.parquet': whole.subarray(0, whole.length / 2) });
    await expect(readDataset(folder)).rejects.toMatchObject({
      code: 'dataset_unreadable',
      message: expect.stringContaining(join(folder, 'metadata.parquet')),
    });
  });

  it('readDataset: one file a level → all levels', async () => {
    const folder = temporaryFolder({
      'metadata.level1.jsonl': row('a', 1),
      'metadata.level2.jsonl': row('b', 2),
    });
    expect(names(await readDataset(folder))).toEqual(['1/example_000 a ok', '2/example_000 b ok']);
  });
});

describe('readDataset: nothing usable', () => {
  it('readDataset: no such path → dataset_missing, which names the download', async () => {
    const path = join(temporaryFolder(), 'gaia_dataset');
    await expect(readDataset(path)).rejects.toMatchObject({
      code: 'dataset_missing',
      message: expect.stringContaining(path),
      remedy: expect.stringContaining('forerun gaia download'),
    });
  });

  it('readDataset: a folder or file of another kind → dataset_unknown_form', async () => {
    const folder = temporaryFolder({ 'a.txt': 'x', 'level1/keep': '' });
    for (const path of [folder, join(folder, 'a.txt')]) {
      await expect(readDataset(path)).rejects.toMatchObject({ code: 'dataset_unknown_form' });
    }
  });

  it('readDataset: an empty folder named like an example → its metadata is missed', async () => {
    const folder = temporaryFolder({ 'example_007/notes.txt': '' });
    const dataset = await readDataset(join(folder, 'example_007'));
    expect(names(dataset)).toEqual(['/example_007 - example_metadata_missing']);
  });
});

describe('readDataset: source', () => {
  it('readDataset: a downloaded folder, or one example in it → the recorded commit', async () => {
    const folder = temporaryFolder({
      'level1/example_000/metadata.json': metadata('a'),
      'dataset.json': {
        format: 'forerun-dataset/1',
        repository: 'gaia-benchmark/GAIA',
        split: 'validation',
        revision: 'main',
        commit: 'abc',
        examples: 1,
        complete: true,
      },
    });
    const source = {
      repository: 'gaia-benchmark/GAIA',
      split: 'validation',
      revision: 'main',
      commit: 'abc',
    };
    expect((await readDataset(folder)).source).toEqual(source);
    expect((await readDataset(join(folder, 'level1/example_000'))).source).toEqual(source);
  });
});
