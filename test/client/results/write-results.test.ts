import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lockFolder } from '../../../client/results/folder-lock';
import { Manifest, startManifest, withoutSecrets } from '../../../client/results/manifest';
import { readResults } from '../../../client/results/read-results';
import { RunRecord } from '../../../client/results/run-record';
import { writeAtomic } from '../../../client/results/write-atomic';
import { ResultsFolder } from '../../../client/results/write-results';
import { temporaryFolder } from '../../support/temporary-folder';
import { recordOf } from './records';

const manifestOf = (more: object = {}): Manifest => ({
  format: 'forerun-manifest/1',
  batch_id: 'b',
  started_at: '2025-01-01T00:00:00.000Z',
  command: ['batch'],
  config: {},
  arms: ['baseline'],
  dataset: { path: 'gaia_dataset', selected: 2 },
  models: [],
  versions: { node: '20' },
  host: { name: 'h', system: 's', cpu: 'c', cores: 2, memory_bytes: 1 },
  ...more,
});

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));
const lines = (folder: string): { id: string }[] =>
  readFileSync(join(folder, 'results.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string });

const second = () => recordOf({ example: 'example_001', outcome: { taskId: 'task-2', answer: 'crow' } });

describe('ResultsFolder', () => {
  it('ResultsFolder: a batch → a file a run, lines, manifest with models, summary; the lock is gone', async () => {
    const folder = join(temporaryFolder(), 'deep', 'out');
    const results = await ResultsFolder.open(folder, 'new');
    await results.begin(manifestOf());
    await Promise.all([results.write(second()), results.write(recordOf())]);
    expect(lines(folder)).toHaveLength(2);
    await results.finish(new Date('2025-01-01T01:00:00Z'));
    await results.close();
    expect(readdirSync(folder).sort()).toEqual([
      'level1-example_000-speculate.json',
      'level1-example_001-speculate.json',
      'manifest.json',
      'results.jsonl',
      'summary.json',
    ]);
    expect(RunRecord.parse(json(folder, 'level1-example_000-speculate.json'))).toEqual(recordOf());
    expect(lines(folder).map(({ id }) => id)).toEqual([
      'level1-example_000-speculate',
      'level1-example_001-speculate',
    ]);
    expect(Manifest.parse(json(folder, 'manifest.json'))).toMatchObject({
      models: ['actor-2025-01-01'],
      finished_at: '2025-01-01T01:00:00.000Z',
    });
    expect(json(folder, 'summary.json')).toMatchObject({
      tasks: 2,
      arms: [{ arm: 'speculate', attempted: 2, scored: 2, correct: 1, accuracy_percent: 50 }],
    });
  });

  it('ResultsFolder: resume over half-written and foreign files → whole runs kept, the rest named', async () => {
    const folder = temporaryFolder();
    const first = await ResultsFolder.open(folder, 'new');
    await first.begin(manifestOf());
    await first.write(recordOf());
    await first.close();
    writeFileSync(join(folder, 'results.jsonl'), `${JSON.stringify(recordOf())}\n{"id": "level1-exa`);
    writeFileSync(join(folder, 'level1-example_001-speculate.json'), '{"format": "forerun-run/1", "id":');
    writeFileSync(join(folder, 'notes.json'), '{"mine": true}');
    writeFileSync(join(folder, 'renamed.json'), JSON.stringify(recordOf()));
    writeFileSync(join(folder, '.results.jsonl.0123456789ab.tmp'), 'half');

    const resumed = await ResultsFolder.open(folder, 'resume');
    expect(resumed.records.map(({ id }) => id)).toEqual(['level1-example_000-speculate']);
    expect(resumed.has('level1-example_000-speculate')).toBe(true);
    expect(resumed.has('level1-example_001-speculate')).toBe(false);
    expect(resumed.unread).toEqual([
      {
        file: join(folder, 'level1-example_001-speculate.json'),
        reason: expect.stringContaining('half-written'),
      },
      { file: join(folder, 'notes.json'), reason: expect.stringContaining('no run') },
      { file: join(folder, 'renamed.json'), reason: expect.stringContaining('level1-example_000') },
    ]);
    expect(lines(folder)).toHaveLength(1);
    await resumed.begin(manifestOf({ started_at: '2026-01-01T00:00:00.000Z' }));
    await resumed.write(second());
    await resumed.finish(new Date());
    await resumed.close();
    expect(lines(folder).map(({ id }) => id)).toEqual([
      'level1-example_000-speculate',
      'level1-example_001-speculate',
    ]);
    expect(json(folder, 'manifest.json')).toMatchObject({ started_at: '2025-01-01T00:00:00.000Z' });
    expect(existsSync(join(folder, '.results.jsonl.0123456789ab.tmp'))).toBe(false);
    expect(readFileSync(join(folder, 'notes.json'), 'utf8')).toBe('{"mine": true}');
  });

  it.each([
    [
      'of another version',
      '{"format":"forerun-manifest/9"}',
      /manifest\.json is of "forerun-manifest\/9"; this/,
    ],
    ['of somebody else', '{"name":"my app"}', /manifest\.json is no manifest of Forerun/],
    ['broken', '{"format":"forerun-mani', /manifest\.json is no JSON object, or only a part of one/],
    ['damaged', '{"format":"forerun-manifest/1"}', /manifest\.json is no manifest of a batch: batch_id/],
  ])('ResultsFolder: a manifest %s → refused, named, left as it is', async (_name, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'manifest.json'), text);
    for (const mode of ['new', 'resume'] as const)
      await expect(ResultsFolder.open(folder, mode)).rejects.toMatchObject({
        code: 'manifest_unreadable',
        message: expect.stringMatching(message),
      });
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(text);
  });

  it('ResultsFolder: the same run again → replaced, one line', async () => {
    const folder = temporaryFolder();
    const results = await ResultsFolder.open(folder, 'new');
    await results.write(recordOf());
    await results.write(recordOf({ outcome: { answer: 'crow' } }));
    await results.close();
    expect(lines(folder)).toEqual([expect.objectContaining({ predicted: 'crow' })]);
    expect(results.records).toHaveLength(1);
  });

  it('ResultsFolder: a second batch into one folder → output_in_use, the first goes on', async () => {
    const folder = temporaryFolder();
    const first = await ResultsFolder.open(folder, 'new');
    for (const mode of ['new', 'resume'] as const) {
      await expect(ResultsFolder.open(folder, mode)).rejects.toMatchObject({
        code: 'output_in_use',
        message: expect.stringContaining(`process ${process.pid}`),
      });
    }
    await first.write(recordOf());
    await first.close();
    await (await ResultsFolder.open(folder, 'resume')).close();
  });

  it('ResultsFolder: new over results → output_not_empty, nothing touched, lock given back', async () => {
    const folder = temporaryFolder({ 'results.jsonl': '{"task_id": "theirs"}\n' });
    for (let times = 0; times < 2; times += 1) {
      await expect(ResultsFolder.open(folder, 'new')).rejects.toMatchObject({
        code: 'output_not_empty',
        remedy: expect.stringContaining(`--resume ${folder}`),
      });
    }
    expect(readFileSync(join(folder, 'results.jsonl'), 'utf8')).toBe('{"task_id": "theirs"}\n');
    expect(readdirSync(folder)).toEqual(['results.jsonl']);
  });

  it('ResultsFolder: resume where nothing is → results_missing, nothing made', async () => {
    const folder = join(temporaryFolder(), 'gone');
    await expect(ResultsFolder.open(folder, 'resume')).rejects.toMatchObject({ code: 'results_missing' });
    expect(existsSync(folder)).toBe(false);
  });

  it('ResultsFolder: a file where the folder should be → output_unwritable, naming it', async () => {
    const folder = join(temporaryFolder({ file: 'x' }), 'file');
    await expect(ResultsFolder.open(folder, 'new')).rejects.toMatchObject({
      code: 'output_unwritable',
      blame: 'user',
      message: expect.stringContaining(folder),
    });
  });

  it('ResultsFolder: a run file that cannot be written → output_unwritable, later ones go on', async () => {
    const folder = temporaryFolder();
    const results = await ResultsFolder.open(folder, 'new');
    mkdirSync(join(folder, 'level1-example_000-speculate.json', 'in the way'), { recursive: true });
    await expect(results.write(recordOf())).rejects.toMatchObject({ code: 'output_unwritable' });
    await results.write(second());
    expect(lines(folder).map(({ id }) => id)).toEqual(['level1-example_001-speculate']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await results.close();
  });

  it('ResultsFolder: a record that breaks the schema → refused, nothing written', async () => {
    const folder = temporaryFolder();
    const results = await ResultsFolder.open(folder, 'new');
    await expect(results.write({ ...recordOf(), id: '../up' })).rejects.toThrow('id');
    await results.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('lockFolder', () => {
  it('lockFolder: the lock of a dead process → taken over', async () => {
    const folder = temporaryFolder();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(
      join(folder, '.forerun-lock'),
      JSON.stringify({ pid: dead, host: hostname(), nonce: 'x', since: 'then' }),
    );
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'output_in_use' });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lockFolder: a half-written lock → taken over', async () => {
    const folder = temporaryFolder({ '.forerun-lock': '{"pid"' });
    await (await lockFolder(folder)).release();
  });

  it('lockFolder: a process of another machine → in use, and the remedy names the file', async () => {
    const folder = temporaryFolder({
      '.forerun-lock': { pid: 1, host: 'elsewhere.example', nonce: 'x', since: 'then' },
    });
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'output_in_use',
      message: expect.stringContaining('elsewhere.example'),
      remedy: expect.stringContaining('.forerun-lock'),
    });
  });

  it('lockFolder: a pid that another process has by now → taken over where the system tells', async () => {
    const startTicks = existsSync('/proc/self/stat') ? '1' : undefined;
    const folder = temporaryFolder({
      '.forerun-lock': { pid: process.pid, startTicks, host: hostname(), nonce: 'x', since: 'then' },
    });
    if (startTicks) await (await lockFolder(folder)).release();
    else await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'output_in_use' });
  });

  it('lockFolder: many at once over a dead lock → exactly one gets it', async () => {
    const folder = temporaryFolder({
      '.forerun-lock': { pid: 999_999_999, host: hostname(), nonce: 'x', since: 'then' },
    });
    const tried = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('writeAtomic', () => {
  it('writeAtomic: content that breaks off → the old file stays, nothing is left over', async () => {
    const folder = temporaryFolder({ 'a.txt': 'old' });
    const broken = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve('new');
      throw new Error('broken off');
    };
    await expect(writeAtomic(join(folder, 'a.txt'), broken())).rejects.toMatchObject({
      code: 'output_unwritable',
    });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? it.skip : it)('writeAtomic: a folder without permission → output_unwritable', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    await expect(writeAtomic(join(folder, 'a'), 'x')).rejects.toMatchObject({ code: 'output_unwritable' });
    chmodSync(folder, 0o700);
  });

  it('writeAtomic: a full disk → said so, and retryable', async () => {
    if (!existsSync('/dev/full')) return;
    const full = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve('x');
      writeFileSync('/dev/full', 'x');
    };
    await expect(writeAtomic(join(temporaryFolder(), 'a'), full())).rejects.toMatchObject({
      code: 'output_unwritable',
      message: expect.stringContaining('No space is left'),
      retryable: true,
    });
  });
});

describe('readResults', () => {
  it('readResults: our folder, while its lines are half-written → the run files count', async () => {
    const folder = temporaryFolder({
      'level1-example_000-speculate.json': recordOf(),
      'results.jsonl': '{"task',
      'manifest.json': manifestOf(),
      'summary.json': {},
      'broken.json': '{',
    });
    const { records, unread } = await readResults(folder);
    expect(records.map(({ id }) => id)).toEqual(['level1-example_000-speculate']);
    expect(unread).toEqual([
      { file: join(folder, 'broken.json'), reason: expect.stringContaining('half-written') },
    ]);
  });

  it('readResults: the earlier implementation, a file a run, a list, or lines → the same runs', async () => {
    const run = (id: string) => ({ task_id: id, predicted: 'x', correct: true, time_seconds: 1 });
    const forms: Record<string, string | object>[] = [
      { 'example_000.json': run('a'), 'example_001.json': run('b') },
      { 'all.json': [run('a'), run('b')] },
      { 'all.json': { accuracy: 1, results: [run('a'), run('b')] } },
      { 'all.jsonl': `${JSON.stringify(run('a'))}\n${JSON.stringify(run('b'))}\n{"task_id": "c` },
    ];
    for (const form of forms) {
      const { records } = await readResults(temporaryFolder(form));
      expect(records.map(({ taskId }) => taskId)).toEqual(['a', 'b']);
    }
  });

  it('readResults: lines cut short → the cut one named by its number', async () => {
    const folder = temporaryFolder({ 'r.jsonl': `${JSON.stringify(recordOf())}\n{"id"` });
    const path = join(folder, 'r.jsonl');
    expect(await readResults(path)).toMatchObject({
      records: [{ taskId: 'task-1' }],
      unread: [{ file: `${path}:2` }],
    });
  });

  it('readResults: nothing there → results_missing', async () => {
    await expect(readResults(join(temporaryFolder(), 'gone'))).rejects.toMatchObject({
      code: 'results_missing',
    });
  });
});

describe('manifest', () => {
  it('startManifest: a configuration with keys → none of them in it', async () => {
    const config = {
      models: {
        actor: {
          baseUrls: ['https://user:hunter2@host.example/v1?key=k123'],
          apiKey: 'sk-secret',
          maxTokens: 5,
        },
        spec: { apiKey: '' },
      },
      search: { apiKey: 'serper-secret' },
    };
    const manifest = await startManifest({
      batchId: 'b',
      startedAt: new Date(0),
      command: ['batch', '--url', 'http://me:pass@h.example/x'],
      config,
      arms: ['baseline'],
      dataset: {
        path: 'd',
        selected: 1,
        repository: 'r',
        split: 's',
        revision: 'main',
        commit: 'c',
      },
      versions: { forerun: '1' },
      sourceFolder: __dirname,
    });
    const text = JSON.stringify(manifest);
    for (const secret of ['hunter2', 'k123', 'sk-secret', 'serper-secret', 'me:pass']) {
      expect(text).not.toContain(secret);
    }
    expect(Manifest.parse(manifest)).toMatchObject({
      started_at: '1970-01-01T00:00:00.000Z',
      config: {
        models: {
          actor: { baseUrls: ['https://host.example/v1'], apiKey: '(set)', maxTokens: 5 },
          spec: { apiKey: '' },
        },
      },
      dataset: { commit: 'c' },
      versions: { forerun: '1', node: process.versions.node },
    });
  });

  it('startManifest: outside a git checkout → no git state', async () => {
    const manifest = await startManifest({
      batchId: 'b',
      startedAt: new Date(0),
      command: [],
      config: {},
      arms: [],
      dataset: { path: 'd', selected: 0 },
      versions: {},
      sourceFolder: temporaryFolder(),
    });
    expect(manifest).not.toHaveProperty('git');
  });

  it('withoutSecrets: texts, numbers and nothing → as they were', () => {
    const value = { a: [1, null, true, 'plain text'], maxTokens: 3, run_tokens: 'kept' };
    expect(withoutSecrets(value)).toEqual(value);
  });
});
