import { beforeAll, describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '../../support/temporary-folder';
import { chat, ask, profile } from '../support';

const ROOT = resolve(__dirname, '../../..');
const SCRIPT = `
models: { sim-actor: { role: actor, latency: { fixedMs: 3600000 } } }
fallback: { text: "FINAL ANSWER: 42" }
`;

const folder = temporaryFolder({
  'script.yaml': SCRIPT,
  'broken.json': '{"models": {"x": {"role": "poet"}}}',
});

/** Compiles what the program needs, as the build does, into a folder of its own. */
beforeAll(() => {
  for (const part of ['contracts', 'core', 'models']) {
    for (const name of readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })) {
      const source = join(ROOT, part, name);
      if (!name.endsWith('.ts') || !statSync(source).isFile()) continue;
      const target = join(folder, part, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const { code } = transformFileSync(source, {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      });
      writeFileSync(target, code);
    }
  }
});

function simulate(...args: string[]): { child: ChildProcess; stderr: () => string } {
  const child = spawn(process.execPath, [join(folder, 'models/simulated/main.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_PATH: join(ROOT, 'node_modules') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr!.on('data', (data: Buffer) => (stderr += data.toString()));
  return { child, stderr: () => stderr };
}

describe('forerun simulate', () => {
  it('a script → prints its address as JSON, answers, ends with 0 on SIGTERM', async () => {
    const { child } = simulate('script.yaml', '--time-scale', '0');
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const ready = JSON.parse(line) as { url: string; models: string[] };
    expect(ready.models).toEqual(['sim-actor']);
    const { choices } = await chat({ profile: profile(ready.url), request: ask('x') });
    expect(choices[0]!.text).toBe('FINAL ANSWER: 42');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    [['broken.json'], 'models.x.role'],
    [['missing.json'], 'missing.json cannot be read'],
    [[], "missing required argument 'script'"],
    [['script.yaml', '--port', 'many'], 'whole number'],
    [['script.yaml', '--port', '99999'], '65535 at most'],
    [['script.yaml', '--time-scale', '-1'], '0 or more'],
  ])('%j → exit code 2, and why', async (args, why) => {
    const { child, stderr } = simulate(...args);
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(stderr()).toContain(why);
  });
});
