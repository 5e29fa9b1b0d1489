import { describe, expect, it } from '@jest/globals';
import type { ToolContext } from '../../../contracts/tool';
import { createCodeExec } from '../../../tools/code-exec/code-exec';
import { pythonPackages } from '../../../tools/sandbox/python-packages';
import { temporaryFolder } from '../../support/temporary-folder';
import { contextWith } from '../media/media-context';
import { itBehindTheWall, WITHOUT_UNSHARE } from '../sandbox/sandbox-bench';

const SETTINGS = { allowWeakSandbox: false, timeoutMs: 40_000, memoryMb: 256 };

function exec(
  args: { language: 'python' | 'javascript'; code: string; timeout_seconds?: number },
  context: Partial<ToolContext> = {},
) {
  return createCodeExec({ sandbox: SETTINGS }).execute({
    arguments: args,
    context: contextWith({}, context),
  });
}

describe('code_exec', () => {
  itBehindTheWall('program: prints and ends with a value → both, nothing → says so', async () => {
    expect(await exec({ language: 'javascript', code: 'console.log("a\\n"); 1 + 1' })).toEqual({
      ok: true,
      text: 'a\n2',
    });
    expect(await exec({ language: 'javascript', code: 'undefined' })).toEqual({
      ok: true,
      text: '(The program printed nothing.)',
    });
  });

  itBehindTheWall("task's files → in the current folder", async () => {
    const folder = temporaryFolder({ 'a.csv': 'x,y\n1,2\n' });
    const context = {
      ...contextWith({ 'a.csv': Buffer.from('x,y\n1,2\n') }),
      taskFolder: async () => folder,
    };
    const code = 'import csv\nprint(list(csv.DictReader(open("a.csv"))))';
    const outcome = await exec({ language: 'python', code }, context);
    expect(outcome).toEqual({ ok: true, text: "[{'x': '1', 'y': '2'}]" });
  });

  itBehindTheWall(
    'error → program_error with what was printed and the traceback, not retryable',
    async () => {
      const outcome = await exec({ language: 'javascript', code: 'console.log("half way");\nnull.x' });
      expect(outcome).toMatchObject({ ok: false, code: 'program_error', retryable: false });
      expect(outcome).toMatchObject({
        message: expect.stringMatching(/^half way\n[^]*TypeError[^]*main\.js:2/),
      });
    },
  );

  itBehindTheWall('limits: time, the shorter of asked and configured → timeout, named', async () => {
    const outcome = await exec({ language: 'javascript', code: 'for (;;) {}', timeout_seconds: 1.5 });
    expect(outcome).toMatchObject({ ok: false, code: 'timeout', message: expect.stringContaining('1.5 s') });
    const capped = await createCodeExec({ sandbox: { ...SETTINGS, timeoutMs: 1_000 } }).execute({
      arguments: { language: 'javascript', code: 'for (;;) {}', timeout_seconds: 3_600 },
      context: contextWith({}),
    });
    expect(capped).toMatchObject({ code: 'timeout', message: expect.stringContaining('1 s') });
  });

  itBehindTheWall('limits: memory, output, cancellation → typed outcomes', async () => {
    const heap = 'const a = []; for (;;) a.push([Math.random()])';
    expect(await exec({ language: 'javascript', code: heap })).toMatchObject({ code: 'memory_limit' });
    const flood = 'for (;;) console.log("x".repeat(5000))';
    expect(await exec({ language: 'javascript', code: flood })).toMatchObject({ code: 'output_limit' });
    const cancelled = await exec({ language: 'javascript', code: '1' }, { signal: AbortSignal.abort() });
    expect(cancelled).toMatchObject({ ok: false, code: 'cancelled', retryable: true });
  });

  itBehindTheWall(
    'long output → beginning and end within the limit; before an error → the error whole',
    async () => {
      const code = 'for (let i = 0; i < 2000; i++) console.log("line " + i)';
      const long = await exec({ language: 'javascript', code }, { maxChars: 500 });
      expect(long).toMatchObject({
        ok: true,
        truncated: true,
        text: expect.stringMatching(/^line 0\n[^]*line 1999$/),
      });
      expect(long.ok && long.text.length).toBe(500);
      const failed = await exec({ language: 'javascript', code: `${code}\nnull.x` }, { maxChars: 500 });
      const message = failed.ok ? '' : failed.message;
      expect(message).toMatch(/^line 0\n[^]*TypeError/);
      expect(message.length).toBeLessThanOrEqual(500);
    },
  );

  it('no wall against the network → refused with reason and remedy', async () => {
    const tool = createCodeExec({ sandbox: SETTINGS, unshare: WITHOUT_UNSHARE });
    const outcome = await tool.execute({
      arguments: { language: 'javascript', code: '1' },
      context: contextWith({}),
    });
    expect(outcome).toMatchObject({ ok: false, code: 'sandbox_unavailable', retryable: false });
    expect(outcome).toMatchObject({ message: expect.stringMatching(/network[^]*allowWeakSandbox/) });
  });

  it('no wall, weak sandbox allowed → runs', async () => {
    const tool = createCodeExec({
      sandbox: { ...SETTINGS, allowWeakSandbox: true },
      unshare: WITHOUT_UNSHARE,
    });
    const outcome = await tool.execute({
      arguments: { language: 'javascript', code: '6 * 7' },
      context: contextWith({}),
    });
    expect(outcome).toEqual({ ok: true, text: '42' });
  });

  it('description → names every shipped package with its version', () => {
    const { description } = createCodeExec({ sandbox: SETTINGS });
    for (const one of pythonPackages()) expect(description).toContain(`${one.import} ${one.version}`);
  });

  it('arguments: unknown language, empty code, negative time → refused', () => {
    const { parameters } = createCodeExec({ sandbox: SETTINGS });
    for (const args of [
      { language: 'ruby', code: '1' },
      { language: 'python', code: '' },
      { language: 'python', code: '1', timeout_seconds: -1 },
    ]) {
      expect(parameters.parse(args).ok).toBe(false);
    }
  });
});
