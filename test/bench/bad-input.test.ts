import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder';

const DIST = path.resolve(__dirname, '../../dist/bench');

/** A benchmark with traces that are not there: it must not get as far as to measure. */
function ran(bench: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const program = path.join(DIST, `${bench}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...process.env, FORERUN_TRACES: path.join(temporaryFolder(), 'none'), ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('benchmarks with bad input → status 2, before anything is measured', () => {
  it.each(['predictors', 'replay', 'security', 'speed'])('%s, an output below a file → named', (bench) => {
    const folder = temporaryFolder({ file: 'no folder' });
    const json = path.join(folder, 'file', 'report.json');
    expect(ran(bench, ['--json', json])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: \S*report\.json cannot be written: .*\nremedy: /),
    });
  });

  it('security, an output that is a folder → named', () => {
    const json = temporaryFolder();
    expect(ran('security', ['--json', json])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${json} cannot be written: it is a folder`),
    });
  });

  it('security, no traces, or none of attacks → the folder named', () => {
    const json = path.join(temporaryFolder(), 'report.json');
    const traces = temporaryFolder();
    mkdirSync(path.join(traces, 'security'));
    for (const env of [{}, { FORERUN_TRACES: traces }])
      expect(ran('security', ['--json', json], env)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(
          /^error: there are no attacked runs: \S*security has no file .*\nremedy: /,
        ),
      });
  });

  it.each(['predictors', 'replay'])('%s, no traces → the folder named', (bench) => {
    const json = path.join(temporaryFolder(), 'report.json');
    expect(ran(bench, ['--json', json])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error: .*traces.*\nremedy: /),
    });
  });
});
