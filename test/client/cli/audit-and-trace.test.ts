import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { waitFor } from '../../support/wait-for';
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

/** Deletes a workflow as its retention would, and waits until it is gone. */
async function deleteHistory(workflowId: string): Promise<void> {
  const { address, namespace } = project.temporal;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
    });
    const handle = new Client({ connection, namespace }).workflow.getHandle(workflowId);
    await waitFor('its end', () =>
      handle.describe().then(
        () => false,
        () => true,
      ),
    );
  } finally {
    await connection.close();
  }
}

describe('forerun batch, audit and trace', () => {
  it('a batch → audited at its end; named again → audited, executed again, exported', async () => {
    const batch = await project.run(['batch', 'data', '--arm', 'both', '--output', 'out']);
    expect(batch).toMatchObject({ status: 0 });
    expect(batch.stdout).toMatch(
      /Audit: 4 runs, 8 steps, \d+ claimed calls?, \d+ decisions? ahead: no findings/,
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

    const ofFolder = await project.run(['audit', 'out', '--json']);
    expect(ofFolder.status).toBe(0);
    expect(ofFolder.stdout.trim().split('\n')).toHaveLength(4);

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

    // A history that is gone: the others are written, and the status says that not all are.
    const gone = String(lines[1]?.workflow_id);
    await deleteHistory(gone);
    const others = await project.run(['trace', 'export', id, '--out', 'others.jsonl']);
    expect(others).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${gone} was not started, or is gone`),
    });
    expect(readFileSync(project.path('others.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
    expect(await project.run(['audit', 'out'])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        `${gone} was not audited: .*\n.*never started.*\nAudit: 3 runs.*no findings; 1 not audited`,
      ),
    });

    // A blob that somebody has been at: the audit names it, the export names the run and writes nothing of it.
    const [first = ''] = lines.map((line) => String(line.workflow_id));
    const blob = createHash('sha256').update('FINAL ANSWER: 24').digest('hex');
    writeFileSync(project.path('.forerun', 'store', 'blobs', blob.slice(0, 2), blob), 'something else');
    const corrupt = await project.run(['audit', first]);
    expect(corrupt).toMatchObject({ status: 1, stdout: expect.stringMatching(/blob_corrupt: /) });
    const left = await project.run(['trace', 'export', first, '--out', 'left.jsonl']);
    expect(left).toMatchObject({ status: 2, stderr: expect.stringContaining(`${first}: blob ${blob}`) });
    expect(existsSync(project.path('left.jsonl'))).toBe(false);
  }, 180_000);

  it('learn: broken lines → named, the rest is learned from, status 1; a table of another version → status 2', async () => {
    const turn = (text: string) => ({ role: 'user', content: text });
    const trace = (id: string, messages: object[]) =>
      JSON.stringify({ trajectory_id: id, source: 's', domain: 'd', task_id: id, split_key: id, messages });
    const good = trace('one', [
      turn('go'),
      { role: 'assistant', content: null, tool_calls: [{ id: 'a', name: 'look', arguments: { at: 1 } }] },
      { role: 'tool', tool_call_id: 'a', content: 'seen' },
    ]);
    project.write('mixed.jsonl', `${good}\n{"half": \n${good.replace('one', 'two')}\n`);
    const learned = await project.run(['learn', 'table', '--from', 'mixed.jsonl', '--out', 'table.json']);
    expect(learned).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/table\.json: learned from \d+ turns of 2 runs/),
      stderr: expect.stringMatching(/mixed\.jsonl:2: not valid JSON.*\n(.*\n)*1 line could not be used/),
    });
    const scored = await project.run(['learn', 'score', '--model', 'table.json', '--data', 'mixed.jsonl']);
    expect(scored).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('mixed.jsonl:2: '),
      stdout: expect.stringMatching(/the file has \d+\.\d\d MB/),
    });

    const table = project.json<{ schema: string }>('table.json');
    project.write('later.json', { ...table, schema: 'forerun-table/99' });
    const later = await project.run(['learn', 'score', '--model', 'later.json', '--data', 'mixed.jsonl']);
    expect(later).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/later\.json is of version "forerun-table\/99"; this program reads/),
    });
    project.write('nothing.jsonl', '');
    const nothing = await project.run(['learn', 'table', '--from', 'nothing.jsonl', '--out', 'none.json']);
    expect(nothing).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no trace in nothing.jsonl'),
    });
    const nowhere = await project.run(['learn', 'table', '--from', 'mixed.jsonl', '--out', 'no/where.json']);
    expect(nowhere).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error: no\/where\.json cannot be written: there is no such folder/),
    });
    expect(existsSync(project.path('none.json'))).toBe(false);
    for (const [out, why] of [
      ['.', 'it is a folder'],
      ['table.json/t.json', 'a part of its path is no folder'],
    ] as const)
      // Before anything is read, let alone learned.
      expect(await project.run(['learn', 'table', '--from', 'mixed.jsonl', '--out', out])).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(`^error: ${out} cannot be written: ${why}`),
      });
  }, 120_000);

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
    expect(imported.stderr.match(/Compare the line with docs/g)).toHaveLength(1);
    project.write('other.jsonl', '{"schema": "forerun-trace/9"}\n');
    const other = await project.run(['trace', 'import', '--format', 'trace', 'bad.jsonl', 'other.jsonl']);
    expect(other.stderr).toMatch(/other\.jsonl:1: the line is of schema "forerun-trace\/9"/);
    expect(await project.run(['audit'])).toMatchObject({ status: 2 });
    expect((await project.run(['audit', 'no-such-run'])).stderr).toContain('no-such-run');
  }, 60_000);

  it('trace import --read-only with a name that no log has → told, the others count', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'find_book', arguments: '{}' } }];
    const messages = [
      { role: 'user', content: 'A book, please' },
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: 'none' },
      { role: 'assistant', content: 'There is none.' },
    ];
    project.write('chat.jsonl', `${JSON.stringify({ messages })}\n`);
    const imported = await project.run([
      ...['trace', 'import', '--format', 'openai', 'chat.jsonl'],
      ...['--read-only', 'find_book,find_bok', '--out', 'chat-traces.jsonl'],
    ]);
    expect(imported.status).toBe(0);
    expect(imported.stderr).toContain('--read-only names find_bok, which no run has among its tools');
    const [line = ''] = readFileSync(project.path('chat-traces.jsonl'), 'utf8').split('\n');
    expect((JSON.parse(line) as { tools: unknown }).tools).toEqual([{ name: 'find_book', read_only: true }]);
  }, 60_000);
});
