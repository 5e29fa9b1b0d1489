import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { CliProject } from './cli-project';

let project: CliProject;

const sum = (question: string, answer: string, seconds?: number) => ({
  id: question,
  match: question,
  turns: [
    {
      calls: [{ tool: 'calculate', arguments: { expression: `${question.length} + 10` } }],
      ...(seconds === undefined ? {} : { seconds }),
    },
    { text: `FINAL ANSWER: ${answer}` },
  ],
  lastAnswer: 'FINAL ANSWER: as far as I came',
});

beforeAll(async () => {
  project = await CliProject.open({
    models: {
      'sim-actor': { role: 'actor', latency: { fixedMs: 300 } },
      'sim-spec': { role: 'predictor', latency: { fixedMs: 30 } },
    },
    conversations: [
      sum('First question', '11'),
      sum('Second question', '12'),
      sum('Third question', 'wrong'),
      sum('Slow question', '14', 4),
      sum('Long question', '14', 15),
      sum('Painted question', '\u001b[31mred\u001b]0;title\u0007 \u009b2J'),
      sum('Refused question', '0'),
    ],
    faults: [
      {
        kind: 'status',
        status: 401,
        message: 'Incorrect API key',
        code: 'invalid_api_key',
        when: { conversation: 'Refused question', role: 'actor' },
      },
    ],
  });
  project.example('example_000', { task_id: 'task-a', question: 'First question', final_answer: '11' });
  project.example('example_001', { task_id: 'task-b', question: 'Second question', final_answer: '12' });
  project.example('example_002', { task_id: 'task-c', question: 'Third question', final_answer: '13' });
  // One command warms the embedded workers up, so that each test measures itself alone.
  await project.run(['run', 'data/level1/example_000']);
});

afterAll(() => project.close());

const resultFiles = (folder: string): string[] =>
  readdirSync(project.path(folder)).filter((name) => name.startsWith('level1-'));

describe('forerun run', () => {
  it('one example: → narrates steps, says workflow, link, server, correctness; writes its result; status 0', async () => {
    const { status, stdout, stderr } = await project.run([
      'run',
      'data/level1/example_000',
      '--output',
      'one',
    ]);
    expect(stdout).toMatch(/\[Step 1\] LLM\n {3}LLM call: [\d.]+ s\n {3}Tool Call:\n {6}Tool: calculate\n/);
    expect(stdout).toContain('Args: expression = 14 + 10');
    expect(stdout).toMatch(/\[Step 1\] TOOLS\n {3}calculate: execution [\d.]+ s, waited [\d.]+ s/);
    expect(stdout).toMatch(/(CACHED RESULT|JOINED|overtaken).*from predictor model/);
    expect(stdout).toContain('CORRECT (truth "11")');
    expect(stderr).toContain(`Temporal ${project.temporal.address}, namespace ${project.temporal.namespace}`);
    expect(stderr).toMatch(/workflow run-task-a-speculate-[0-9a-f]+\n {2}http:\/\/ui\.invalid\/namespaces\//);
    expect(project.json('one/level1-example_000-speculate.json')).toMatchObject({
      task_id: 'task-a',
      predicted: '11',
      correct: true,
      speculation_enabled: true,
    });
    expect(status).toBe(0);
  });

  it('--json --arm both: → standard output is one JSON a run and nothing else, the baseline first', async () => {
    const { status, stdout, stderr } = await project.run([
      ...['run', 'data/level1/example_001', '--json', '--arm', 'both', '--output', 'two'],
    ]);
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { arm: string; correct: boolean });
    expect(records).toMatchObject([
      { arm: 'baseline', correct: true },
      { arm: 'speculate', correct: true },
    ]);
    expect(stderr).toContain('[Step 1] LLM');
    expect(stderr).toContain('speculate against baseline, 1 pair\n');
    expect(resultFiles('two')).toHaveLength(2);
    expect(status).toBe(0);
  });

  it('DISABLE_SPECULATION=1: → the baseline arm', async () => {
    const { stdout } = await project.run(['run', 'data/level1/example_000', '--json'], {
      DISABLE_SPECULATION: '1',
    });
    expect(JSON.parse(stdout)).toMatchObject({ arm: 'baseline', spec_predictions: 0 });
  });

  it('a lossy strategy: → said before, in the end and in the result', async () => {
    const { stdout, stderr } = await project.run([
      ...['run', 'data/level1/example_000', '--strategy', 'tool_name_only', '--json'],
    ]);
    expect(stderr.match(/LOSSY/g)?.length).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(stdout)).toMatchObject({ lossy: true, verification_strategy: 'tool_name_only' });
  });

  it('the model writes escape sequences: → none reaches the terminal, the JSON file keeps them', async () => {
    const { stdout, stderr } = await project.run(['ask', 'Painted question', '--output', 'painted']);
    // eslint-disable-next-line no-control-regex
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(stdout).toContain('Final answer: red');
    const [file = ''] = readdirSync(project.path('painted')).filter((name) => name.startsWith('ask_'));
    expect(project.json(`painted/${file}`).predicted).toContain('\u001b[31m');
  });

  it('the server refuses the key: → ERROR with code and remedy, no stack, status 1', async () => {
    const { status, stdout, stderr } = await project.run(['ask', 'Refused question']);
    expect(stdout).toMatch(/ERROR\nError \w+: .*Incorrect API key/);
    expect(stdout).toContain('Remedy: ');
    expect(`${stdout}${stderr}`).not.toContain('    at ');
    expect(status).toBe(1);
  });

  it('Ctrl-C: → the run is told to stop, its best answer is written, status 1', async () => {
    const command = project.start(['ask', 'Slow question', '--output', 'stopped']);
    await command.until('workflow run-');
    command.child.kill('SIGINT');
    const { status, stdout, stderr } = await command.ended;
    expect(stderr).toContain('stopping run-');
    expect(stdout).toContain('Final answer: as far as I came');
    expect(stdout).toContain('Ended by stopped');
    expect(status).toBe(1);
  });

  it('workers of another configuration: → not used; workers of its own on queues of their own, said so', async () => {
    const { status, stdout, stderr } = await project.run(['run', 'data/level1/example_000', '--json'], {
      FORERUN_WEB_TIMEOUT_MS: '12345',
    });
    expect(stderr).toContain('workers of another configuration serve these queues (forerun/');
    expect(stderr).toMatch(/queues "cli-\w+-cfg-[0-9a-f]{12}-…"/);
    expect(JSON.parse(stdout)).toMatchObject({ correct: true });
    expect(status).toBe(0);
  });
});

describe('forerun batch', () => {
  it('both arms, one wrong: → a line a run, folder complete, summary; again with --resume nothing runs', async () => {
    const { status, stdout } = await project.run(['batch', 'data', '--arm', 'both', '--output', 'both']);
    expect(stdout).toMatch(/\[\d\/6\] example_000 · baseline CORRECT [\d.]+ s/);
    expect(stdout).toMatch(
      /\[\d\/6\] example_002 · speculate WRONG [\d.]+ s · predicted "wrong" · truth "13"/,
    );
    expect(stdout).toMatch(
      /baseline\n {3}Accuracy: 2\/3 \(66\.7 %\)\n {3}Seconds: mean [\d.]+ s, median [\d.]+ s/,
    );
    expect(stdout).toContain('speculate against baseline, 3 pairs');
    expect(resultFiles('both')).toHaveLength(6);
    expect(readFileSync(project.path('both/results.jsonl'), 'utf8').trim().split('\n')).toHaveLength(6);
    expect(project.json('both/summary.json')).toMatchObject({ tasks: 3, runs: 6 });
    expect(project.json('both/manifest.json')).toHaveProperty('finished_at');
    expect(status).toBe(0);

    project.models.clearRequests();
    const again = await project.run(['batch', '--resume', 'both']);
    expect(again.stdout).toContain('6 of 6 runs are done, 0 are left');
    expect(project.models.requests).toHaveLength(0);
    expect(again.status).toBe(0);

    const compared = await project.run(['compare', 'both']);
    expect(compared.stdout).toContain('speculate against baseline, 3 pairs');
  });

  it('Ctrl-C, then --resume: → results so far stay, the rest runs, nothing runs twice', async () => {
    project.write('slow/level1/example_000/metadata.json', {
      task_id: 's-0',
      question: 'First question',
      level: '1',
      final_answer: '11',
    });
    project.write('slow/level1/example_001/metadata.json', {
      task_id: 's-1',
      question: 'Slow question',
      level: '1',
      final_answer: '14',
    });
    const command = project.start(['batch', 'slow', '--window', '1', '--output', 'broken']);
    await command.until('[1/2] example_000 CORRECT');
    const second = await project.run(['batch', 'slow', '--output', 'broken']);
    expect(second.stderr).toMatch(/error: broken .*\nremedy: /);
    expect(second.status).toBe(2);
    command.child.kill('SIGINT');
    const { status, stdout } = await command.ended;
    expect(stdout).toContain('1 of 2 runs are missing; go on with: forerun batch --resume broken');
    expect(resultFiles('broken')).toEqual(['level1-example_000-speculate.json']);
    expect(status).toBe(1);

    project.models.clearRequests();
    const resumed = await project.run(['batch', '--resume', 'broken']);
    expect(resumed.stdout).toContain('1 of 2 runs are done, 1 are left');
    expect(resumed.stdout).toContain('[2/2] example_001 CORRECT');
    expect(project.models.requests.some(({ conversation }) => conversation === 'First question')).toBe(false);
    expect(project.json('broken/summary.json')).toMatchObject({ runs: 2 });
    expect(resumed.status).toBe(0);
  });

  it('--detach: → leaves at once; list, show, stop and --resume find the batch', async () => {
    project.write('long/level1/example_000/metadata.json', {
      task_id: 'l-0',
      question: 'Long question',
      level: '1',
      final_answer: '14',
    });
    const left = await project.run(['batch', 'long', '--output', 'left', '--detach', '--json']);
    const { workflow_id: id } = JSON.parse(left.stdout) as { workflow_id: string };
    expect(left.stderr).toContain('forerun batch --resume left');
    expect(left.stderr).toContain(`forerun stop ${id}`);
    expect(left.status).toBe(0);
    expect((await project.run(['show', id])).stdout).toContain('0 of 1 finished');
    const resumed = await project.run(['batch', '--resume', 'left']);
    expect(resumed.stdout).toContain('is still running: following it');
    expect(resumed.stdout).toContain('[1/1] example_000 CORRECT');
    expect((await project.run(['list'])).stdout).toContain(`completed   ${id}`);
    expect((await project.run(['stop', id])).stdout).toContain('has ended already');
  });

  it('an attachment is missing: → named with remedy, the other tasks go on, status 1', async () => {
    project.write('holes/level1/example_000/metadata.json', {
      task_id: 'h-0',
      question: 'First question',
      level: '1',
      final_answer: '11',
    });
    project.write('holes/level1/example_001/metadata.json', {
      task_id: 'h-1',
      question: 'x',
      level: '1',
      final_answer: '1',
      file_name: 'gone.csv',
    });
    project.write('holes/level1/example_002/metadata.json', '{ "task_id": ');
    const { status, stdout, stderr } = await project.run(['batch', 'holes', '--output', 'holes-out']);
    expect(stdout).toContain('[1/1] example_000 CORRECT');
    expect(stderr).toContain('"gone.csv" is not there');
    expect(stderr).toContain('not valid JSON');
    expect(stderr).toContain(
      '2 examples could not be run and are not counted: level1/example_001 (attachment_missing), level1/example_002 (example_malformed)',
    );
    expect(project.json('holes-out/manifest.json')).toMatchObject({
      dataset: { selected: 1, left_out: [{ code: 'attachment_missing' }, { code: 'example_malformed' }] },
    });
    expect(status).toBe(1);
  });
});

describe('a folder that belongs to a batch', () => {
  it('a single run into it: → refused, the manifest that a resume goes by stays; status 2', async () => {
    await project.run(['batch', 'data', '--max', '1', '--output', 'batch-folder']);
    const before = readFileSync(project.path('batch-folder/manifest.json'), 'utf8');
    const { status, stderr } = await project.run([
      'run',
      'data/level1/example_001',
      '--output',
      'batch-folder',
    ]);
    expect(stderr).toContain('batch-folder belongs to the batch batch-');
    expect(readFileSync(project.path('batch-folder/manifest.json'), 'utf8')).toBe(before);
    expect(status).toBe(2);
  });

  it('what was left out: → told again by a resume, status 1', async () => {
    const { status, stderr } = await project.run(['batch', '--resume', 'holes-out']);
    expect(stderr).toContain('2 examples could not be run');
    expect(project.json('holes-out/manifest.json')).toMatchObject({ dataset: { selected: 1 } });
    expect(status).toBe(1);
  });
});

describe('forerun result', () => {
  it('a detached run: → waited for, printed and written', async () => {
    const left = await project.run(['run', 'data/level1/example_001', '--detach', '--json']);
    const { workflow_id: id } = JSON.parse(left.stdout) as { workflow_id: string };
    const { status, stdout } = await project.run(['result', id, '--output', 'fetched']);
    expect(stdout).toContain('Final answer: 12');
    expect(project.json('fetched/level1-example_001-speculate.json')).toMatchObject({ correct: true });
    expect(status).toBe(0);
  });
});

describe('embedded workers', () => {
  it('their host is killed in mid-run: → another takes over, the run ends with its answer, status 0', async () => {
    const command = project.start(['ask', 'Slow question', '--json']);
    await command.until('workflow run-');
    const folder = project.path('.forerun');
    const states = readdirSync(folder)
      .filter((name) => /^workers-\w+\.json$/.test(name))
      .map((name) => project.json<{ status: string; pid: number; queuePrefix: string }>(`.forerun/${name}`));
    const host = states.find(
      ({ status, queuePrefix }) => status === 'ready' && queuePrefix === project.env.FORERUN_QUEUE_PREFIX,
    );
    process.kill(host?.pid ?? NaN, 'SIGKILL');
    const { status, stdout, stderr } = await command.ended;
    expect(stderr).toContain('the host of the embedded workers is gone; starting another');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'answered', predicted: '14' });
    expect(status).toBe(0);
  });
});
