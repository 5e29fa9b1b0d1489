import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { canonicalKey } from '../../../core/canonical-key';
import { createFileRead } from '../../../tools/file-read/file-read';
import type { FilePage } from '../../../tools/file-read/read-file-page';
import { WorkerPool } from '../../../tools/shared/worker-pool';
import { temporaryFolder } from '../../support/temporary-folder';
import { failure, fixtures, folderWith, read, text, tool, type Asked } from './read-task-file';

const made = temporaryFolder();

beforeAll(async () => {
  await mkdir(join(made, 'task', 'sub'), { recursive: true });
  await writeFile(join(made, 'task', 'sub', 'inner.txt'), 'in a folder');
  await writeFile(join(made, 'secret.txt'), 'not yours');
  await symlink('../secret.txt', join(made, 'task', 'link.txt'));
  await symlink('/etc', join(made, 'task', 'etc'));
  await symlink('sub/inner.txt', join(made, 'task', 'good-link.txt'));
});

describe('file_read: kinds of text', () => {
  it.each([
    ['script.py', 'def f(n):\n    return n * 2\n'],
    ['protein.pdb', 'ATOM      1  N   GLY A   1      27.340'],
    ['plan.yaml', 'steps:\n  - dig\n'],
    ['feed.xml', '<entry id="1">Hello</entry>'],
    ['events.jsonl', '{"a": 1}\n{"a": 2}\n'],
    ['log.txt.gz', 'packed\n'],
    ['empty.txt', '(The file is empty.)'],
  ])('%s → as it is written', async (path, expected) => {
    expect(await text(path)).toContain(expected);
  });

  it.each([
    ['semicolons.csv', 'Table of 3 rows (header included) x 2 columns, separated by semicolons'],
    ['people.tsv', 'Table of 2 rows (header included) x 2 columns, separated by tabs'],
  ])('%s → its size and separator, then the text', async (path, expected) => {
    const shown = await text(path);
    expect(shown).toContain(expected);
    expect(shown).toContain('Ann');
  });

  it('JSON in one long line → laid out, and said; broken JSON → said and shown', async () => {
    expect(await text('one-line.json')).toMatch(
      /^The file is one long line; laid out for reading:\n\n\{\n "rows": \[/,
    );
    expect(await text('broken.json')).toMatch(/^Not valid JSON \(.+\); this is the file's text:\n\n\{"a": $/);
  });

  it('HTML → text under its title, without scripts and styles', async () => {
    const shown = await text('page.html');
    expect(shown).toContain('Title: Sea');
    expect(shown).toContain('# Tides\n\nTwice a day.');
    expect(shown).toContain('| high | 11:42 |');
    expect(shown).not.toMatch(/evil|color:red/);
  });

  it('encodings: BOM, UTF-16 and Latin-1 → read, and said where not UTF-8', async () => {
    expect(await text('utf8-bom.txt')).toBe('Zoë');
    expect(await text('utf16.csv')).toMatch(/^Encoding: UTF-16LE\.[^]*name,città\nZoë,Forlì/);
    expect(await text('latin1.txt')).toMatch(/^Encoding: not UTF-8; read as Latin-1[^]*Café € 5$/);
  });
});

describe('file_read: workbooks', () => {
  it('all sheets → names, used ranges, tables with row numbers and letters, dates, escaped cells', async () => {
    const shown = await text('book.xlsx');
    expect(shown).toContain('1. "Sales": A1:H8\n2. "Plots": A1:C4\n3. "Backstage": A1:A1, hidden');
    expect(shown).toContain('  | A | B | C | D | E | F | G | H\n1 | Item | Units');
    expect(shown).toContain('2 | Tea \\| green | 12 | 2.5 | 2024-01-05 | TRUE |');
    expect(shown).toContain('3 | Coffee | 7 | 4.25 | 2024-02-29 13:45:00 | FALSE |');
    expect(shown).toContain('4 | Line\\nbreak | 100 | 0.1 | 1999-12-31 |');
    expect(shown).toContain('6 |  |  |  |  |  |  |  | far away');
    expect(shown).toContain('Merged cells: A8:C8');
    expect(shown).toContain('- B2: counted twice');
  });

  it('fill colours: solid, theme with tint, indexed, on empty cells → ranges by colour', async () => {
    const shown = await text({ path: 'book.xlsx', sheet: 'Plots' });
    expect(shown).toContain('- #00FF00 (green): A1:C2');
    expect(shown).toContain('- #0000FF (blue): C3');
    expect(shown).toContain('- #95B3D7 (light blue): A4');
    expect(shown).toContain('- #FF0000 (red): B4');
    expect(shown).not.toContain('Coffee');
  });

  it('formulas → the stored value where there is one, else the formula, and said', async () => {
    const saved = await text('saved.xlsx');
    expect(saved).toContain('1 | 20 | 21 | 0.25\n2 | twenty-one, once more | low & slow | half bold\n');
    expect(saved).toContain('Formulas: B1 =A1+1; B2 =IF(A1<30,"low & slow","")');
    const never = await text({ path: 'book.xlsx', sheet: '1' });
    expect(never).toContain('| TRUE | =B2*C2 |');
    expect(never).toContain('never calculated');
  });

  it('an unknown sheet → sheet_not_found, with the sheets there are', async () => {
    const { code, message } = await failure({ path: 'book.xlsx', sheet: 'Nope' });
    expect(code).toBe('sheet_not_found');
    expect(message).toContain('1 "Sales", 2 "Plots", 3 "Backstage"');
  });
});

describe('file_read: documents', () => {
  it('docx → headings, lists, tables, pictures by name', async () => {
    const shown = await text('minutes.docx');
    expect(shown).toContain('# Minutes of the bee club\n\nPresent: Ann, Bob and Zoë.\n\n- Buy honey jars');
    expect(shown).toContain('| Hive | Kilograms |\n| North | 14.5 |');
  });

  it('pptx → slides in order, with tables and notes', async () => {
    const shown = await text('deck.pptx');
    expect(shown).toContain(
      'Presentation of 2 slides\n\n## Slide 1\n# Crustaceans\nA short tour\n\n## Slide 2\n# Crayfish',
    );
    expect(shown).toContain(
      'Freshwater\nTen legs\n| Name | Legs |\n| Isopod | 14 |\nNotes:\nMention the yabby.',
    );
  });

  it('pdf → pages with their numbers', async () => {
    const shown = await text('tides.pdf');
    expect(shown).toContain('[page 1 of 2]\nHigh water at Dover: 11:42\nRange in metres: 6.1');
    expect(shown).toContain('[page 2 of 2]\nSecond page: low water at 18:05');
  });
});

describe('file_read: short of time', () => {
  const hurried = createFileRead({ softLimitMs: 0 });
  afterAll(() => hurried.close?.());

  it('ahead → a failure, so that the real call reads it, rule 3', async () => {
    expect(await read('tides.pdf', { by: hurried, ahead: true })).toMatchObject({
      ok: false,
      code: 'deadline',
    });
    expect(await read('tides.pdf', { ahead: true })).toMatchObject({ ok: true });
  });

  it('for real → given in part, and says so', async () => {
    expect(await text('tides.pdf', { by: hurried })).toContain(
      'Only pages 1 to 1 of 2 could be read in time.',
    );
  });

  it('the next call has more time → reads it all, whatever the one before it got', async () => {
    const entry = require.resolve('../../../tools/file-read/read-file-page');
    const pool = new WorkerPool({ entry, size: 1, deadlineMs: 30_000, memoryMb: 384 });
    const page = (softLimitMs: number) =>
      pool.run<FilePage>({
        ...{ absolute: join(fixtures, 'tides.pdf'), label: 'tides.pdf', inside: '' },
        ...{ offset: 0, limit: 20_000, maxChars: 20_000, softLimitMs },
      });
    expect(await page(0)).toMatchObject({ ok: true, value: { isPart: true } });
    const whole = await page(60_000);
    pool.close();
    expect(whole).toMatchObject({ ok: true, value: { text: expect.stringContaining('[page 2 of 2]') } });
    expect(whole).not.toHaveProperty('value.isPart');
  });
});

describe('file_read: the task’s folder is the world', () => {
  const folder = (): string => join(made, 'task');

  it.each([
    '../secret.txt',
    'sub/../../secret.txt',
    '/etc/passwd',
    '..',
    'link.txt',
    'etc/passwd',
    '..\\secret.txt',
  ])('%s → outside_task_folder, with the files there are', async (path) => {
    const { code, message } = await failure(path, folder());
    expect(code).toBe('outside_task_folder');
    expect(message).toContain('"sub/inner.txt"');
    expect(message).not.toContain('not yours');
  });

  it.each([
    'sub/inner.txt',
    './sub//inner.txt',
    'sub/x/../inner.txt',
    'good-link.txt',
    'file://sub/inner.txt',
  ])('%s → read', async (path) => {
    expect(await text(path, { folder: folder() })).toBe('in a folder');
  });

  it('an absolute path inside of the folder → read', async () => {
    expect(await text(join(folder(), 'sub/inner.txt'), { folder: folder() })).toBe('in a folder');
  });

  it('an unknown name → not_found, with the files there are; a folder → its files', async () => {
    const { code, message } = await failure('nope.txt', folder());
    expect(code).toBe('not_found');
    expect(message).toContain('"sub/inner.txt"');
    expect(await text('.', { folder: folder() })).toContain('"sub/inner.txt"');
    expect(await text('sub', { folder: folder() })).toBe('Files in "sub": "inner.txt".');
  });

  it('a socket → not_found, not waited for', async () => {
    const server = createServer().listen(join(folder(), 'socket'));
    await once(server, 'listening');
    expect(await failure('socket', folder())).toMatchObject({ code: 'not_found' });
    server.close();
  });
});

describe('file_read: pages', () => {
  it('a long text, page after page → each says what follows, and together they are the whole', async () => {
    const whole = await readFile(join(fixtures, 'long.txt'), 'utf8');
    let offset: number | undefined = 0;
    let joined = '';
    while (offset !== undefined) {
      const outcome = await read({ path: 'long.txt', offset, limit: 9_001 });
      if (!outcome.ok) throw new Error(outcome.message);
      expect(outcome.truncated).toBe(true);
      const cut = /\n\n\[cut: characters (\d+) to (\d+) of (\d+)(?:; ask for offset=(\d+))?\]$/.exec(
        outcome.text,
      );
      if (!cut) throw new Error('no notice');
      expect(Number(cut[1])).toBe(joined.length);
      expect(Number(cut[3])).toBe(whole.length);
      joined += outcome.text.slice(0, cut.index);
      offset = cut[4] === undefined ? undefined : Number(cut[4]);
    }
    expect(joined).toBe(whole);
  });

  it('maxChars of the policy → never exceeded, whatever limit says', async () => {
    const shown = await text({ path: 'long.txt', limit: 1_000_000 }, { maxChars: 3_000 });
    expect(shown.length).toBeLessThanOrEqual(3_000);
  });

  it('an offset past the end → bad_offset, with the length', async () => {
    const { code, message } = await failure({ path: 'script.py', offset: 1_000 });
    expect(code).toBe('bad_offset');
    expect(message).toContain('27 characters');
  });

  it('a file that changed between two pages → the new text', async () => {
    const folder = await folderWith(made, 'note.txt', Buffer.from('first'));
    expect(await text('note.txt', { folder })).toBe('first');
    await writeFile(join(folder, 'note.txt'), 'second version');
    expect(await text('note.txt', { folder })).toBe('second version');
  });
});

describe('file_read: key', () => {
  const key = (args: Asked): string => canonicalKey('file_read', tool.normalise!(args));

  it('the same read in other words → the same key', () => {
    const plain = key({ path: 'a/b.txt' });
    for (const path of ['./a/b.txt', 'a//b.txt', 'a/x/../b.txt', 'a\\b.txt'])
      expect(key({ path })).toBe(plain);
    expect(key({ path: 'a/b.txt', offset: 0, limit: 20_000 })).toBe(plain);
  });

  it('another part or sheet → another key', () => {
    const keys = [
      { path: 'a.xlsx' },
      { path: 'a.xlsx', offset: 1 },
      { path: 'a.xlsx', limit: 10 },
      { path: 'a.xlsx', sheet: '1' },
      { path: '/a.xlsx' },
      { path: '../a.xlsx' },
    ].map(key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
