import { describe, expect, it } from '@jest/globals';
import { byteCount, GAIA_SYSTEM_PROMPT, taskTitle, userPrompt } from '../../core/prompts';

describe('GAIA_SYSTEM_PROMPT', () => {
  it('GAIA_SYSTEM_PROMPT: the marker that the answer is looked for by → named', () => {
    expect(GAIA_SYSTEM_PROMPT).toContain('FINAL ANSWER: ');
  });
});

describe('userPrompt', () => {
  it('userPrompt: no attachments → the question alone', () => {
    expect(userPrompt({ question: 'Why?', attachments: [], shown: new Set() })).toBe('Why?');
  });

  it('userPrompt: attachments → one line each, inlined images marked', () => {
    const attachment = (name: string, bytes: number) => ({ name, bytes, mime: 'x/y', hash: '' });
    expect(
      userPrompt({
        question: 'Why?',
        attachments: [attachment('a.bin', 1), attachment('b.png', 2048)],
        shown: new Set(['b.png']),
      }),
    ).toBe('Why?\n\nAttachments:\n- a.bin (x/y, 1 byte)\n- b.png (x/y, 2.0 kB, shown with this message)');
  });
});

describe('byteCount', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [12_345, '12.3 kB'],
    [5_000_000, '5.0 MB'],
    [3.2e15, '3200.0 TB'],
  ])('byteCount: %d → %s', (bytes, text) => expect(byteCount(bytes)).toBe(text));
});

describe('taskTitle', () => {
  it('taskTitle: short, with line breaks → one line', () => {
    expect(taskTitle('  What\n is\tit?  ')).toBe('What is it?');
  });

  it('taskTitle: long → 80 characters, none cut in half', () => {
    const title = taskTitle('𝟗'.repeat(100));
    expect([...title]).toHaveLength(80);
    expect(title.endsWith('𝟗…')).toBe(true);
    expect(title).not.toMatch(/\p{Cs}/u);
  });
});
