import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliProject } from './cli-project';

let project: CliProject;
beforeAll(async () => {
  project = await CliProject.open({
    models: {
      'sim-actor': { role: 'actor', latency: { fixedMs: 300 } },
      'sim-spec': { role: 'predictor', latency: { fixedMs: 30 } },
    },
    conversations: ['First question', 'Second question'].map((question) => ({
      id: question,
      match: question,
      turns: [
        { calls: [{ tool: 'calculate', arguments: { expression: `${question.length} + 10` } }] },
        { text: 'FINAL ANSWER: 24' },
      ],
    })),
  });
  project.example('example_000', { task_id: 'task-a', question: 'First question', final_answer: '24' });
  project.example('example_001', { task_id: 'task-b', question: 'Second question', final_answer: '25' });
}, 60_000);
afterAll(() => project.close());

describe('forerun batch, audit and trace', () => {
  it('a batch → audited at its end; named again → audited, executed again, exported', async () => {
    const batch = await project.run(['batch', 'data', '--arm', 'both', '--output', 'out']);
    expect(batch).toMatchObject({ status: 0 });
    expect(batch.stdout).toMatch(
      /Audit: 4 runs, 8 steps, \d+ claimed calls, \d+ decisions ahead: no findings/,
    );

    const id = project.json<{ batch_id: string }>('out/manifest.json').batch_id;
    const audit = await project.run(['audit', '--batch', id, '--re-execute', '--json']);
    expect(audit.status).toBe(0);
    const lines = audit.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatchObject({ findings: [], blobs_checked: true, steps: 2 });
    // `calculate` is pure: what was claimed of it was executed again.
    for (const line of lines) expect(line.reexecuted).toBe(line.claims);

    const exported = await project.run(['trace', 'export', id, '--out', 'traces.jsonl']);
    expect(exported.status).toBe(0);
    const traces = readFileSync(project.path('traces.jsonl'), 'utf8').trim().split('\n');
    expect(traces.map((line) => (JSON.parse(line) as { success: boolean }).success).sort()).toEqual([
      false,
      false,
      true,
      true,
    ]);

    const imported = await project.run([
      'trace',
      'import',
      '--format',
      'trace',
      'traces.jsonl',
      '--strict',
      '--out',
      'again.jsonl.gz',
    ]);
    expect(imported).toMatchObject({ status: 0, stdout: '' });
    expect(imported.stderr).toContain('4 traces written to again.jsonl.gz');
  }, 180_000);

  it('files that cannot be read → named, nothing written, status 2; no run named → status 2', async () => {
    project.write('bad.jsonl', '{"messages": []}\n{\n');
    const imported = await project.run([
      'trace',
      'import',
      '--format',
      'trace',
      'bad.jsonl',
      '--out',
      'none.jsonl',
    ]);
    expect(imported.status).toBe(2);
    expect(imported.stderr).toMatch(/bad\.jsonl:1: not a trace/);
    expect(imported.stderr).toMatch(/bad\.jsonl:2: not valid JSON/);
    expect(() => readFileSync(project.path('none.jsonl'))).toThrow('ENOENT');
    expect(await project.run(['audit'])).toMatchObject({ status: 2 });
    expect((await project.run(['audit', 'no-such-run'])).stderr).toContain('no-such-run');
  }, 60_000);
});
