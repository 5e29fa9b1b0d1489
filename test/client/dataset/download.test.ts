import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { downloadGaia, type DownloadInput } from '../../../client/dataset/download';
import { entryPlace } from '../../../client/dataset/example';
import { hubFromEnvironment } from '../../../client/dataset/hub';
import { readDataset } from '../../../client/dataset/read-dataset';
import { HubServer } from './hub-server';
import { temporaryFolder } from '../../support/temporary-folder';

const FIXTURES = join(__dirname, '../../fixtures/gaia');
const SHEET = new Uint8Array(300_000).map((_, index) => index % 251);
const SHEET_PATH = '2023/validation/sheet.csv';

let server: HubServer;
let endpoint: string;
let logged: string[];

const files = (): Map<string, Uint8Array> =>
  new Map([
    ['README.md', Buffer.from('readme')],
    ['2023/validation/metadata.parquet', readFileSync(join(FIXTURES, 'metadata.parquet'))],
    [SHEET_PATH, SHEET],
  ]);

beforeEach(async () => {
  logged = [];
  server = new HubServer(files(), 'hf_good');
  endpoint = await server.start();
});

afterEach(() => server.stop());

const download = (output: string, more: Partial<DownloadInput> = {}) =>
  downloadGaia({
    output,
    endpoint,
    token: 'hf_good',
    retryDelayMs: 1,
    log: (line) => logged.push(line),
    ...more,
  });

const names = async (folder: string): Promise<string[]> =>
  (await readDataset(folder)).entries.map((entry) => {
    const { level, id, taskId } = entryPlace(entry);
    return `${entry.kind} ${level}/${id} ${taskId ?? '-'}`;
  });

const ALL = [
  'example 1/example_000 t-1-0',
  'example 1/example_001 t-1-1',
  'example 1/example_002 t-1-2',
  'example 2/example_000 t-2-0',
  'example 2/example_001 t-2-1',
  'example 3/example_000 t-3-0',
];

describe('downloadGaia', () => {
  it('downloadGaia: an empty folder → every example with its attachment, and the commit', async () => {
    const output = join(temporaryFolder(), 'gaia_dataset');
    const record = await download(output);
    expect(record).toEqual({
      format: 'forerun-dataset/1',
      repository: 'gaia-benchmark/GAIA',
      split: 'validation',
      revision: 'main',
      commit: server.commit,
      examples: 6,
      complete: true,
    });
    expect(await names(output)).toEqual(ALL);
    expect((await readDataset(output)).source?.commit).toBe(server.commit);
    expect(readFileSync(join(output, 'level1/example_001/sheet.csv')).equals(SHEET)).toBe(true);
    expect(JSON.parse(readFileSync(join(output, 'level1/example_001/metadata.json'), 'utf8'))).toEqual({
      task_id: 't-1-1',
      question: 'Question 1 of level 1, with ünïcode?',
      level: 1,
      final_answer: '11',
      file_name: 'sheet.csv',
      annotator_metadata: { Steps: '1. Look\n2. Answer', 'Number of steps': '2' },
    });
    expect(readdirSync(output).sort()).toEqual(['dataset.json', 'level1', 'level2', 'level3']);
    expect(logged.join('\n')).toContain(server.commit);
    expect(logged.join('\n')).not.toContain('hf_good');
  });

  it('downloadGaia: the older metadata.jsonl → the same examples', async () => {
    server.files.delete('2023/validation/metadata.parquet');
    const rows = [
      { task_id: 'a', Question: 'A?', Level: 2, 'Final answer': 'x', file_name: '' },
      { task_id: 'b', Question: 'B?', Level: 1, 'Final answer': 'y', file_name: 'sheet.csv' },
    ];
    server.files.set(
      '2023/validation/metadata.jsonl',
      Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
    );
    const output = temporaryFolder();
    await download(output);
    expect(await names(output)).toEqual(['example 1/example_000 b', 'example 2/example_000 a']);
  });

  it('downloadGaia: again into the finished folder → nothing is transferred, damage is mended', async () => {
    const output = temporaryFolder();
    await download(output);
    const sheet = join(output, 'level1/example_001/sheet.csv');
    const { mtimeMs } = statSync(sheet);
    server.requests.length = 0;
    await download(output);
    expect(server.transfersOf('sheet.csv')).toEqual([]);
    expect(statSync(sheet).mtimeMs).toBe(mtimeMs);

    writeFileSync(sheet, new Uint8Array(SHEET.length));
    rmSync(join(output, 'level2/example_000'), { recursive: true });
    await download(output);
    expect(readFileSync(sheet).equals(SHEET)).toBe(true);
    expect(await names(output)).toEqual(ALL);
  });
});

describe('downloadGaia: refusals', () => {
  it.each([
    ['no token', undefined, 'without a token'],
    ['a token without access', 'hf_other', 'with this token'],
  ])('downloadGaia: %s → dataset_gated, which names terms and HF_TOKEN', async (_name, token, who) => {
    await expect(download(temporaryFolder(), { token })).rejects.toMatchObject({
      code: 'dataset_gated',
      blame: 'user',
      message: expect.stringContaining(who),
      remedy: expect.stringMatching(/Accept its terms on .*datasets\/gaia-benchmark\/GAIA.*HF_TOKEN/),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('downloadGaia: terms not accepted (403) → dataset_gated, no second attempt', async () => {
    server.faults.status = 403;
    await expect(download(temporaryFolder())).rejects.toMatchObject({ code: 'dataset_gated' });
    expect(server.requests).toHaveLength(1);
  });

  it('downloadGaia: something that is no token → bad_token, nothing sent', async () => {
    await expect(download(temporaryFolder(), { token: 'sk-123' })).rejects.toMatchObject({
      code: 'bad_token',
    });
    expect(server.requests).toEqual([]);
  });

  it('downloadGaia: an unknown revision → dataset_not_found', async () => {
    await expect(download(temporaryFolder(), { revision: 'nope' })).rejects.toMatchObject({
      code: 'dataset_not_found',
      remedy: expect.stringContaining('--revision'),
    });
  });

  it('downloadGaia: a folder with other content → output_not_empty, untouched', async () => {
    const output = temporaryFolder({ 'level1/example_000/metadata.json': '{}' });
    await expect(download(output)).rejects.toMatchObject({ code: 'output_not_empty' });
    expect(readdirSync(output)).toEqual(['level1']);
    expect(server.requests).toEqual([]);
  });

  it('downloadGaia: a finished folder of another commit → dataset_other_revision, untouched', async () => {
    const output = temporaryFolder();
    await download(output);
    const before = server.commit;
    server.commit = 'ab'.repeat(20);
    await expect(download(output)).rejects.toMatchObject({
      code: 'dataset_other_revision',
      remedy: expect.stringContaining(before),
    });
    expect(await names(output)).toEqual(ALL);
  });

  it('downloadGaia: nobody there → dataset_unreachable, naming why', async () => {
    await server.stop();
    await expect(download(temporaryFolder())).rejects.toMatchObject({
      code: 'dataset_unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('downloadGaia: broken transfers', () => {
  it('downloadGaia: busy for a while → goes on', async () => {
    server.faults.busy = 2;
    const output = temporaryFolder();
    await download(output);
    expect(await names(output)).toEqual(ALL);
  });

  it('downloadGaia: a transfer that breaks off → continued behind what has come', async () => {
    server.faults.breaks.set(SHEET_PATH, 2);
    const output = temporaryFolder();
    await download(output);
    expect(readFileSync(join(output, 'level1/example_001/sheet.csv')).equals(SHEET)).toBe(true);
    const [first, ...later] = server.transfersOf('sheet.csv');
    expect(first).toBeUndefined();
    expect(later).toHaveLength(2);
    for (const range of later) expect(range).toMatch(/^bytes=[1-9]\d*-299999$/);
  });

  it('downloadGaia: broken off for good, then run again → resumed, also when the branch has moved', async () => {
    const output = temporaryFolder();
    server.faults.breaks.set(SHEET_PATH, 4);
    await expect(download(output)).rejects.toMatchObject({
      code: 'dataset_unreachable',
      retryable: true,
    });
    const part = join(output, 'level1/example_001/.sheet.csv.part');
    const come = statSync(part).size;
    expect(come).toBeGreaterThan(0);
    expect((await readDataset(output)).entries.map(({ kind }) => kind)).toEqual(['example', 'problem']);

    const begun = server.commit;
    server.requests.length = 0;
    server.commit = 'ab'.repeat(20);
    expect(await download(output)).toMatchObject({ commit: begun, complete: true });
    expect(server.transfersOf('sheet.csv')).toEqual([`bytes=${come}-299999`]);
    expect(await names(output)).toEqual(ALL);
    expect(readdirSync(join(output, 'level1/example_001')).sort()).toEqual(['metadata.json', 'sheet.csv']);
  });

  it('downloadGaia: a server that ignores ranges → whole file again, never a mixture', async () => {
    server.faults.breaks.set(SHEET_PATH, 1);
    server.faults.ignoresRanges = true;
    const output = temporaryFolder();
    await download(output);
    expect(readFileSync(join(output, 'level1/example_001/sheet.csv')).equals(SHEET)).toBe(true);
  });

  it('downloadGaia: content spoilt on the way once → fetched again; always → download_corrupt, not kept', async () => {
    server.faults.spoils.set(SHEET_PATH, 1);
    const output = temporaryFolder();
    await download(output);
    expect(readFileSync(join(output, 'level1/example_001/sheet.csv')).equals(SHEET)).toBe(true);

    const other = temporaryFolder();
    server.faults.spoils.set(SHEET_PATH, 99);
    await expect(download(other)).rejects.toMatchObject({
      code: 'download_corrupt',
      message: expect.stringContaining('sheet.csv'),
    });
    expect(readdirSync(join(other, 'level1/example_001'))).toEqual([]);
  });

  it('downloadGaia: an empty attachment → an empty file', async () => {
    server.files.set(SHEET_PATH, new Uint8Array());
    const output = temporaryFolder();
    await download(output);
    expect(statSync(join(output, 'level1/example_001/sheet.csv')).size).toBe(0);
  });
});

describe('hubFromEnvironment', () => {
  it('hubFromEnvironment: names of the hub → token and endpoint, blanks and slashes off', () => {
    expect(hubFromEnvironment({ HF_TOKEN: ' hf_x\n', HF_ENDPOINT: 'https://mirror.example/' })).toEqual({
      token: 'hf_x',
      endpoint: 'https://mirror.example',
    });
    expect(hubFromEnvironment({ HF_TOKEN: '' })).toEqual({});
  });

  it('hubFromEnvironment: an endpoint that is no address → bad_endpoint, naming it', () => {
    expect(() => hubFromEnvironment({ HF_ENDPOINT: 'mirror' })).toThrow(
      expect.objectContaining({
        code: 'bad_endpoint',
        blame: 'user',
        message: expect.stringContaining('"mirror"'),
      }),
    );
  });
});
