import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readLines, type TextLine } from '../../store/read-lines';
import { temporaryFolder } from '../support/temporary-folder';

async function linesOf(content: string, maxChars?: number): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  for await (const line of readLines(join(temporaryFolder({ file: content }), 'file'), maxChars))
    lines.push(line);
  return lines;
}

const texts = (lines: TextLine[]): string[] => lines.map((line) => (line.tooLong ? '(too long)' : line.text));

describe('readLines', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['\ufeffa\r\nb\r\n', ['a', 'b']],
  ])('readLines: %j → %j', async (content, expected) => {
    expect(texts(await linesOf(content))).toEqual(expected);
  });

  it('readLines: a file of many chunks with characters of several bytes → unbroken lines', async () => {
    const expected = Array.from({ length: 3000 }, (_, index) => `${index} ${'€ü𝟗'.repeat(40)}`);
    expect(texts(await linesOf(expected.join('\n')))).toEqual(expected);
  });

  it('readLines: lines over the limit, also over several chunks → passed over, the others go on', async () => {
    const lines = await linesOf(['short', 'x'.repeat(300_000), 'y'.repeat(1001), 'end'].join('\n'), 1000);
    expect(texts(lines)).toEqual(['short', '(too long)', '(too long)', 'end']);
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });
});
