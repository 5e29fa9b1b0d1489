import { describe, expect, it } from '@jest/globals';
import { demoResult } from '../../../client/demo/demo-result';
import { closingLines, openingLines } from '../../../client/demo/demo-texts';
import { recordOf } from '../results/records';

const LINKS = {
  batch: 'http://127.0.0.1:24635/namespaces/default/workflows/demo-2026-11-21T15-15-20-2ad506',
};

const closing = (
  options: { real: boolean; timeScale: number; useEnv?: boolean },
  staysUp = false,
): string[] =>
  closingLines({
    result: demoResult(new Map([['task-1', '1-0 x']]), [{ ...recordOf(), correct: false }]),
    options: { useEnv: false, ...options },
    links: LINKS,
    folder: '/work/runs/demo',
    cwd: '/work',
    models: { actor: 'gpt-5', predictor: 'gpt-5-mini' },
    columns: 100,
    staysUp,
  });

describe('texts of the demonstration', () => {
  const cases = [
    { real: false, timeScale: 1 },
    { real: false, timeScale: 0.02 },
    { real: true, timeScale: 1 },
  ];

  it.each(cases)('%j → no line wider than 100 characters', (options) => {
    const lines = [...openingLines(options, 12, 3), ...closing(options)];
    expect(lines.filter((line) => [...line].length > 100)).toEqual([]);
  });

  it('simulated models → said before and after, with the way to real ones', () => {
    const options = { real: false, timeScale: 1 };
    expect(openingLines(options, 12, 3).join('\n')).toMatch(/SIMULATED[^]*36 runs[^]*About 3 minutes/);
    expect(closing(options).join('\n')).toMatch(/SIMULATED[^]*OPENAI_API_KEY=sk-… npx forerun demo --real/);
  });

  it('real models → nothing says that they are simulated', () => {
    const options = { real: true, timeScale: 1 };
    const text = [...openingLines(options, 12, 3), ...closing(options)].join('\n');
    expect(text).toContain('actor gpt-5, predictor gpt-5-mini');
    expect(text).not.toContain('SIMULATED');
  });

  it('a time scale → said before and after', () => {
    const options = { real: false, timeScale: 0.1 };
    for (const lines of [openingLines(options, 12, 3), closing(options)]) {
      expect(lines.join('\n')).toContain('Time scale 0.1');
    }
  });

  it.each([
    ['the server ends with the command', { useEnv: false }, false, true],
    ['everything stays up', { useEnv: false }, true, false],
    ['the user’s own server', { useEnv: true }, false, false],
  ])('links, %s → how to look at them later is said: %j', (_case, own, staysUp, said) => {
    const text = closing({ real: false, timeScale: 1, ...own }, staysUp).join('\n');
    expect(text.includes('npx forerun dev')).toBe(said);
  });

  it('wrong and missing runs → named', () => {
    const text = closing({ real: false, timeScale: 1 }).join('\n');
    expect(text).toContain('2 runs were not made.');
    expect(text).toContain('level1-example_000-speculate: answered "Sea Gull", right is "seagull"');
  });
});
