import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { chooseWall } from '../../../tools/sandbox/choose-wall';
import { itBehindTheWall, run, testFolders, WITHOUT_UNSHARE, words } from './sandbox-bench';

const folders = testFolders();

describe('python', () => {
  itBehindTheWall('program: prints and ends with an expression → output in order and the value', async () => {
    const code = 'import sys\nprint("one")\nprint("two", file=sys.stderr)\nprint("three")\n"va" + "lue"';
    expect(await run({ language: 'python', code })).toEqual({
      kind: 'finished',
      output: 'one\ntwo\nthree\n',
      truncated: false,
      value: "'value'",
    });
  });

  itBehindTheWall('task file: opened by name and by /task → read', async () => {
    const code = 'open("data.txt").read() + open("/task/data.txt").read()';
    expect(await run({ language: 'python', code, folder: folders.task })).toMatchObject({
      kind: 'finished',
      value: String.raw`'twelve apples\ntwelve apples\n'`,
    });
  });

  itBehindTheWall('exception: in a function → traceback with the lines of the program only', async () => {
    const code = 'def half(x):\n    return x / 0\n\nhalf(3)';
    const result = await run({ language: 'python', code });
    expect(result).toMatchObject({ kind: 'program_error' });
    const error = result.kind === 'program_error' ? result.error : '';
    expect(error).toMatch(/line 4, in <module>[^]*line 2, in half[^]*ZeroDivisionError: division by zero$/);
    expect(error).not.toMatch(/pyodide|run_program/);
  });

  itBehindTheWall('syntax error → message with its line', async () => {
    const result = await run({ language: 'python', code: 'x = 1\ny = (\n' });
    expect(result).toMatchObject({
      kind: 'program_error',
      error: expect.stringMatching(/line 2[^]*SyntaxError/),
    });
  });

  itBehindTheWall('exit: with a code and with a message → an error that says so', async () => {
    const code = (argument: string) => `print("before")\nimport sys\nsys.exit(${argument})`;
    expect(await run({ language: 'python', code: code('3') })).toMatchObject({
      kind: 'program_error',
      output: 'before\n',
      error: expect.stringContaining('exit code 3'),
    });
    expect(await run({ language: 'python', code: code('"no data"') })).toMatchObject({ error: 'no data' });
  });

  itBehindTheWall('interpreter dies → what was printed before is kept', async () => {
    const result = await run({ language: 'python', code: 'print("before")\nimport os\nos.abort()' });
    expect(result).toMatchObject({ output: expect.stringMatching(/^before\n/) });
    expect(result.kind).not.toBe('finished');
  });

  itBehindTheWall(
    'names and chance: two programs → nothing of ours among the names, other random numbers',
    async () => {
      const code = 'import random\nprint(random.random())';
      const names = 'sorted(name for name in globals() if not name.startswith("_"))';
      const results = [code, code, names].map((one) => run({ language: 'python', code: one }));
      const [first, second, third] = await Promise.all(results);
      expect(first).toMatchObject({ kind: 'finished', output: expect.stringMatching(/^0\.\d+\n$/) });
      expect(words(first)).not.toBe(words(second));
      expect(third).toMatchObject({ value: '[]' });
    },
  );

  itBehindTheWall('asyncio: asyncio.run at the top and top-level await → both run to their end', async () => {
    const code =
      'import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    return 5\nif __name__ == "__main__":\n    a = asyncio.run(main())\na + await main()';
    expect(await run({ language: 'python', code })).toMatchObject({ kind: 'finished', value: '10' });
  });

  itBehindTheWall('missing package → an error that names it and gives no advice to install', async () => {
    const result = await run({ language: 'python', code: 'import numpy' });
    expect(result).toMatchObject({ error: expect.stringMatching(/No module named 'numpy'$/) });
  });

  itBehindTheWall('writing: into the task folder → read-only; to /scratch → works', async () => {
    const code =
      'open("/scratch/a", "w").write("ok")\nprint(open("/scratch/a").read())\nopen("new.txt", "w")';
    expect(await run({ language: 'python', code, folder: folders.task })).toMatchObject({
      kind: 'program_error',
      output: 'ok\n',
      error: expect.stringContaining('Read-only file system'),
    });
  });
});

describe('javascript', () => {
  itBehindTheWall('program: prints and ends with an expression → output in order and the value', async () => {
    const code = 'console.log("one"); console.error("two"); console.log("three"); ({ a: [1, 2] })';
    expect(await run({ language: 'javascript', code })).toEqual({
      kind: 'finished',
      output: 'one\ntwo\nthree\n',
      truncated: false,
      value: '{ a: [ 1, 2 ] }',
    });
  });

  itBehindTheWall('task file: by require, by import, with await → read', async () => {
    const read = `readFileSync('data.txt', 'utf8').trim()`;
    for (const code of [
      `const { readFileSync } = require('fs'); console.log(${read})`,
      `import { readFileSync } from 'node:fs';\nconsole.log(${read});`,
      `const { readFileSync } = await import('fs'); console.log(${read})`,
      `import { readFileSync } from 'fs';\nawait 0;\nexport const text = ${read};\nconsole.log(text)`,
    ]) {
      expect(await run({ language: 'javascript', code, folder: folders.task })).toMatchObject({
        kind: 'finished',
        output: 'twelve apples\n',
      });
    }
  });

  itBehindTheWall('errors: thrown, rejected, syntactic, in a module → message with the line', async () => {
    for (const [code, error] of [
      ['function f() {\n  null.x;\n}\n\nf();', /TypeError.*\n.*main\.js:2.*\n.*main\.js:5/],
      ['setTimeout(() => {\n  Promise.reject(new Error("late"));\n}, 5)', /Error: late\n.*main\.js:2/],
      ['let a = 1;\nlet b = ;', /main\.js:2[^]*SyntaxError/],
      ['import "fs";\n\nthrow new RangeError("far")', /^RangeError: far\n.*main\.js:3/],
      ['throw "text"', /^Uncaught text$/],
      ['await new Promise(() => {})', /never settles/],
      ['process.exit(4)', /exit code 4/],
    ] as const) {
      const result = await run({ language: 'javascript', code });
      expect(result).toMatchObject({ kind: 'program_error', error: expect.stringMatching(error) });
      expect(result).not.toMatchObject({ error: expect.stringMatching(/node:internal|\/app\//) });
    }
  });

  itBehindTheWall('scratch: written and read back → works, and is gone in the next program', async () => {
    const write = `require('fs').writeFileSync('/scratch/a', 'ok'); require('fs').readdirSync('/scratch').join()`;
    expect(await run({ language: 'javascript', code: write })).toMatchObject({ value: 'a' });
    const look = `require('fs').readdirSync('/scratch').length`;
    expect(await run({ language: 'javascript', code: look })).toMatchObject({ value: '0' });
  });
});

describe('limits', () => {
  itBehindTheWall('busy loop: python and javascript → stopped, with what was printed before', async () => {
    const python = await run({ language: 'python', code: 'while True:\n    pass', timeoutMs: 3_000 });
    expect(python.kind).toBe('timeout');
    const javascript = 'console.log("began"); for (;;) {}';
    expect(await run({ language: 'javascript', code: javascript, timeoutMs: 2_000 })).toMatchObject({
      kind: 'timeout',
      output: 'began\n',
    });
  });

  itBehindTheWall('memory: python objects, heap, buffers → ends there, this process lives', async () => {
    const python = await run({ language: 'python', code: 'x = [bytearray(10**7) for _ in range(500)]' });
    expect(python).toMatchObject({ error: expect.stringContaining('MemoryError') });
    const heap = await run({
      language: 'javascript',
      code: 'const a = []; for (;;) a.push([Math.random()])',
    });
    expect(heap.kind).toBe('memory_limit');
    const buffers = 'const a = []; for (let i = 0; i < 500; i++) a.push(Buffer.alloc(1e7, 1)); "all"';
    expect(await run({ language: 'javascript', code: buffers })).toMatchObject({
      error: expect.stringContaining('allocation failed'),
    });
  });

  itBehindTheWall('output: without end → stopped, the beginning kept', async () => {
    const code = 'for (let i = 0; ; i++) console.log("line " + i)';
    const result = await run({ language: 'javascript', code });
    expect(result).toMatchObject({ kind: 'output_limit', truncated: true });
    const output = result.kind === 'output_limit' ? result.output : '';
    expect(output.startsWith('line 0\nline 1\n')).toBe(true);
    expect(output.length).toBeLessThanOrEqual(256 * 1024);
  });

  itBehindTheWall('report: flooded by the program itself → stopped', async () => {
    const code = `for (;;) require('fs').writeSync(3, Buffer.alloc(65536, 97))`;
    expect(await run({ language: 'javascript', code })).toMatchObject({ kind: 'output_limit' });
  });

  itBehindTheWall('cancellation: before and in the middle → cancelled', async () => {
    const code = 'for (;;) {}';
    const before = await run({ language: 'javascript', code, signal: AbortSignal.abort() });
    expect(before.kind).toBe('cancelled');
    const middle = await run({ language: 'javascript', code, signal: AbortSignal.timeout(300) });
    expect(middle.kind).toBe('cancelled');
  });

  itBehindTheWall('many at once → each gets its own answer', async () => {
    const results = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => run({ language: 'javascript', code: `${n} * 7` })),
    );
    expect(results.map((one) => one.kind === 'finished' && one.value)).toEqual([
      '7',
      '14',
      '21',
      '28',
      '35',
      '42',
    ]);
  });
});

describe('without a wall', () => {
  const code = '6 * 7';

  it('unshare is not there: strong wanted → unavailable, with reason and remedy', async () => {
    expect(
      await run({ language: 'javascript', code }, { allowWeak: false, unshare: WITHOUT_UNSHARE }),
    ).toEqual({
      kind: 'unavailable',
      reason: expect.stringContaining(WITHOUT_UNSHARE),
      remedy: expect.stringContaining('allowWeakSandbox'),
    });
  });

  it('unshare fails: strong wanted → unavailable, with its own words', async () => {
    const result = await run({ language: 'javascript', code }, { allowWeak: false, unshare: 'false' });
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('ended with 1') });
  });

  it('weak allowed → runs, still without files and environment', async () => {
    const weak = { allowWeak: true, unshare: WITHOUT_UNSHARE };
    expect((await chooseWall(weak)).wall?.name).toBe('process');
    expect(await run({ language: 'javascript', code }, weak)).toMatchObject({ value: '42' });
    const denied = await run(
      { language: 'javascript', code: `require('fs').readFileSync('/etc/passwd')` },
      weak,
    );
    expect(denied).toMatchObject({ kind: 'program_error', error: expect.stringContaining('restricted') });
    const environment = await run({ language: 'javascript', code: 'Object.keys(process.env).join()' }, weak);
    expect(environment).toMatchObject({ kind: 'finished', value: expect.not.stringContaining('PATH') });
    expect(readFileSync('/etc/passwd').length).toBeGreaterThan(0);
  });
});
