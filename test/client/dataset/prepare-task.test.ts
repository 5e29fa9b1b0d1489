import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { DatasetExample } from '../../../client/dataset/example';
import { MAX_INLINED_BYTES, prepareTask } from '../../../client/dataset/prepare-task';
import { questionExample } from '../../../client/dataset/question-example';
import { Task } from '../../../contracts/task';
import type { TranscriptNode } from '../../../contracts/transcript';
import { GAIA_SYSTEM_PROMPT } from '../../../core/prompts';
import { MemoryStore } from './memory-store';
import { temporaryFolder } from '../../support/temporary-folder';

const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

const example = (more: Partial<DatasetExample> = {}): DatasetExample => ({
  id: 'example_000',
  level: '1',
  taskId: 'task-1',
  question: 'How many?\nSecond line.',
  groundTruth: 'secret truth 4711',
  files: [],
  origin: 'gaia_dataset/level1/example_000',
  ...more,
});

const filesOf = (folder: string, ...names: string[]) =>
  names.map((name) => ({ name, path: join(folder, name) }));

describe('prepareTask', () => {
  it('prepareTask: an example without files → Task and root under their own hashes', async () => {
    const store = new MemoryStore();
    const { task, taskHash, root, title } = await prepareTask({ example: example(), store });
    expect(Task.parse(store.json(taskHash))).toEqual(task);
    expect(task).toMatchObject({ taskId: 'task-1', level: '1', groundTruth: 'secret truth 4711' });
    expect(root.depth).toBe(0);
    expect(store.json(root.id)).toEqual({
      parent: null,
      messages: [
        { role: 'system', text: GAIA_SYSTEM_PROMPT },
        { role: 'user', text: 'How many?\nSecond line.' },
      ],
    });
    expect(title).toBe('How many? Second line.');
  });

  it('prepareTask: the ground truth → in the Task alone, not in what the model sees', async () => {
    const store = new MemoryStore();
    const { taskHash, root } = await prepareTask({ example: example(), store });
    expect(JSON.stringify(store.json(taskHash))).toContain('secret truth 4711');
    expect(JSON.stringify(store.json(root.id))).not.toContain('secret truth 4711');
  });

  it('prepareTask: the same example twice → the same hashes, nothing new stored', async () => {
    const store = new MemoryStore();
    const folder = temporaryFolder({ 'a.csv': 'x\n' });
    const one = example({ files: filesOf(folder, 'a.csv') });
    const first = await prepareTask({ example: one, store });
    const held = store.blobs.size;
    expect(await prepareTask({ example: one, store })).toEqual(first);
    expect(store.blobs.size).toBe(held);
  });

  it('prepareTask: files of several kinds → stored, typed by content, listed with type and size', async () => {
    const store = new MemoryStore();
    const folder = temporaryFolder({
      'table.csv': 'a,b\n1,2\n',
      'picture.txt': PNG,
      'notes.unknown': 'plain words',
      'blob.unknown': Uint8Array.from([0, 1, 2, 255]),
      'empty.py': '',
      'umlaut.dat': 'é'.repeat(40_000),
    });
    const files = filesOf(
      folder,
      'table.csv',
      'picture.txt',
      'notes.unknown',
      'blob.unknown',
      'empty.py',
      'umlaut.dat',
    );
    const { task, root } = await prepareTask({ example: example({ files }), store });
    expect(task.attachments.map(({ name, mime, bytes }) => [name, mime, bytes])).toEqual([
      ['table.csv', 'text/csv', 8],
      ['picture.txt', 'image/png', PNG.length],
      ['notes.unknown', 'text/plain', 11],
      ['blob.unknown', 'application/octet-stream', 4],
      ['empty.py', 'text/x-python', 0],
      ['umlaut.dat', 'text/plain', 80_000],
    ]);
    for (const { hash, bytes } of task.attachments) expect(store.blobs.get(hash)?.byteLength).toBe(bytes);
    const user = (store.json(root.id) as TranscriptNode).messages[1];
    expect(user).toMatchObject({
      images: [{ name: 'picture.txt', mime: 'image/png', hash: task.attachments[1]?.hash }],
    });
    expect(user).toHaveProperty('text', expect.stringContaining('- table.csv (text/csv, 8 bytes)\n'));
    expect(user).toHaveProperty(
      'text',
      expect.stringContaining(`- picture.txt (image/png, ${PNG.length} bytes, shown with this message)`),
    );
    expect(user).toHaveProperty('text', expect.stringContaining('- umlaut.dat (text/plain, 80.0 kB)'));
  });

  it('prepareTask: an image over the limit → listed, not inlined', async () => {
    const store = new MemoryStore();
    const large = new Uint8Array(MAX_INLINED_BYTES + 1);
    large.set(PNG);
    const folder = temporaryFolder({ 'large.png': large });
    const files = filesOf(folder, 'large.png');
    const { task, root } = await prepareTask({ example: example({ files }), store });
    expect(task.attachments[0]?.mime).toBe('image/png');
    const user = (store.json(root.id) as TranscriptNode).messages[1];
    expect(user).not.toHaveProperty('images');
    expect(user).not.toHaveProperty('text', expect.stringContaining('shown with'));
  });

  it('prepareTask: equal and unsafe names → plain names that differ', async () => {
    const folder = temporaryFolder({ 'a/data.csv': '1', 'b/DATA.csv': '2', 'c/x': '3' });
    const files = [
      { name: 'data.csv', path: join(folder, 'a/data.csv') },
      { name: 'DATA.csv', path: join(folder, 'b/DATA.csv') },
      { name: '../../up\n.csv', path: join(folder, 'c/x') },
      { name: '..', path: join(folder, 'c/x') },
    ];
    const { task } = await prepareTask({ example: example({ files }), store: new MemoryStore() });
    expect(task.attachments.map(({ name }) => name)).toEqual(['data.csv', 'DATA-2.csv', 'up_.csv', 'file']);
  });

  it('prepareTask: a file that is gone → attachment_missing, naming it', async () => {
    const files = [{ name: 'gone.pdf', path: join(temporaryFolder(), 'gone.pdf') }];
    await expect(
      prepareTask({ example: example({ files }), store: new MemoryStore() }),
    ).rejects.toMatchObject({ code: 'attachment_missing', message: expect.stringContaining('gone.pdf') });
  });

  it('prepareTask: a question with half a character → stored as text that UTF-8 can hold', async () => {
    const store = new MemoryStore();
    const { task, taskHash } = await prepareTask({ example: example({ question: 'a\ud800b' }), store });
    expect(task.question).toBe('a\ufffdb');
    expect(store.json(taskHash)).toEqual(task);
  });

  it('prepareTask: other instructions → used instead', async () => {
    const store = new MemoryStore();
    const { root } = await prepareTask({ example: example(), store, systemPrompt: 'Be brief.' });
    expect((store.json(root.id) as TranscriptNode).messages[0]).toEqual({
      role: 'system',
      text: 'Be brief.',
    });
  });
});

describe('questionExample', () => {
  it('questionExample: a question and files → an id that stays the same and differs for another', () => {
    const first = questionExample({ question: 'Why?', files: ['a/b.csv'] });
    expect(first).toMatchObject({
      level: '',
      question: 'Why?',
      files: [{ name: 'b.csv', path: 'a/b.csv' }],
    });
    expect(first.taskId).toMatch(/^ask_[0-9a-f]{12}$/);
    expect(questionExample({ question: 'Why?', files: ['a/b.csv'] }).taskId).toBe(first.taskId);
    expect(questionExample({ question: 'Why?', files: [] }).taskId).not.toBe(first.taskId);
  });
});
