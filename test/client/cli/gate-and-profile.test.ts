import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../support/wait-for';
import { CliProject, type Ended } from './cli-project';

const asks = (id: string, ms?: number) => ({
  id,
  match: id,
  turns: [
    { calls: [{ tool: 'calculate', arguments: { expression: `${id.length} + 10` } }] },
    {
      calls: [{ tool: 'calculate', arguments: { expression: `${id.length} + 20` } }],
      ...(ms === undefined ? {} : { seconds: ms / 1000 }),
    },
    { text: 'FINAL ANSWER: 24' },
  ],
  lastAnswer: 'FINAL ANSWER: unknown',
});

let project: CliProject;
beforeAll(async () => {
  project = await CliProject.open({
    models: {
      'sim-actor': { role: 'actor', latency: { fixedMs: 400 } },
      'sim-spec': { role: 'predictor', latency: { fixedMs: 20 } },
    },
    conversations: [asks('Quick question'), asks('Slow question', 60_000)],
  });
  project.example('example_000', {
    task_id: 'task-a',
    question: 'Quick question 1',
    final_answer: '24',
  });
  project.example('example_001', {
    task_id: 'task-b',
    question: 'Quick question 2',
    final_answer: '24',
  });
}, 60_000);
afterAll(() => project.close());

interface Ran {
  workflow_id: string;
  accounts: {
    outcomes: { launched: number };
    decisions: { launched: number };
    refused: Record<string, number>;
  };
}
const lines = <T>({ stdout }: Ended): T[] =>
  stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

async function ask(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  // On a busy machine speculation comes late; here it has to come.
  const patient = { FORERUN_AHEAD_START_MS: '10000', ...env };
  const ended = await project.run(['ask', 'Quick question', '--json', ...args], patient);
  expect(ended).toMatchObject({ status: 0 });
  return lines<Ran>(ended)[0]!;
}

describe('forerun gate explain', () => {
  it('a run of each kind → what became of each guess, as text and as JSON', async () => {
    const { workflow_id: run } = await ask(['--lookahead', '1']);
    const text = await project.run(['gate', 'explain', run, '1']);
    expect(text).toMatchObject({ status: 0 });
    expect(text.stdout).toMatch(
      /^step 1\nmodel:sim-spec, gate threshold, 0\.\d\d s after the decision was asked for/,
    );
    expect(text.stdout).toMatch(/calculate \{"expression":"14 \+ 10"\}: launched/);
    expect(text.stdout).toMatch(
      /the actor's step: calls\n {2}calculate .*: .*pre-execution.*, (guessed by model|seen in its own stream)/,
    );
    const json = await project.run(['gate', 'explain', run, '1', '--json']);
    expect(lines(json)).toMatchObject([
      {
        workflowId: run,
        step: 1,
        predictions: [
          { gate: 'threshold', candidates: [{ calls: [{ tool: 'calculate', fate: { launched: true } }] }] },
        ],
        record: { kind: 'calls' },
      },
    ]);

    const { workflow_id: priced } = await ask([], {
      FORERUN_GATE: 'value',
      FORERUN_LAMBDA_USD_PER_SECOND: '0.0001',
    });
    const refused = await project.run(['gate', 'explain', priced, '1']);
    expect(refused.stdout).toMatch(/gate value/);
    expect(refused.stdout).toMatch(
      /not launched by the gate: its expected value is not above zero \(no_value\)/,
    );

    const { workflow_id: baseline } = await ask(['--arm', 'baseline']);
    const nobody = await project.run(['gate', 'explain', baseline, '1']);
    expect(nobody.stdout).toMatch(/nobody was asked for a prediction of this step: .*baseline/);
  }, 180_000);

  it('a run under way → what is known so far', async () => {
    const detached = await project.run(['ask', 'Slow question', '--detach', '--json']);
    const [{ workflow_id: run } = { workflow_id: '' }] = lines<{ workflow_id: string }>(detached);
    const second = await waitFor(
      'the second step',
      async () => {
        const explained = await project.run(['gate', 'explain', run, '2']);
        return explained.stdout.includes('"13 + 20"') && explained;
      },
      60_000,
    );
    expect(second.stdout).toMatch(/the step is not over/);
    await project.run(['stop', run]);
  }, 120_000);

  it('a batch with a budget → never exceeded, told at its end, and the grant named where it was used up', async () => {
    const env = { FORERUN_BATCH_SPEC_MAX_LAUNCHES: '1', FORERUN_BATCH_SPEC_MAX_COST_USD: '0.5' };
    const batch = await project.run(['batch', 'data', '--output', 'granted', '--json'], env);
    expect(batch).toMatchObject({ status: 0 });
    const runs = lines<Ran>(batch);
    const launched = runs.map(({ accounts }) => accounts.outcomes.launched + accounts.decisions.launched);
    expect(launched.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1);
    expect(batch.stderr).toMatch(/budget for speculation: [01] of 1 launches and \$0\.0000 of \$0\.50 used/);
    const id = project.json<{ batch_id: string }>('granted/manifest.json').batch_id;
    expect((await project.run(['show', id])).stdout).toMatch(/budget for speculation: [01] of 1 launches/);
    const without = runs[launched.indexOf(0)]!;
    const explained = await project.run(['gate', 'explain', without.workflow_id, '1']);
    expect(explained.stdout).toMatch(
      /not asked, it needs more than is left of the run's grant.*\(budget_grant\)/,
    );
  }, 120_000);

  it('no such run, no such step, a step that is no number, a batch → status 2, saying what there is', async () => {
    const { workflow_id: run } = await ask([]);
    const [missing, beyond, zero, word, batch] = await Promise.all([
      project.run(['gate', 'explain', 'run-nobody', '1']),
      project.run(['gate', 'explain', run, '9']),
      project.run(['gate', 'explain', run, '0']),
      project.run(['gate', 'explain', run, 'first']),
      project.run([
        'gate',
        'explain',
        project.json<{ batch_id: string }>('granted/manifest.json').batch_id,
        '1',
      ]),
    ]);
    expect(missing).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/there is no run or batch "run-nobody"/),
    });
    expect(beyond).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/knows no step 9; it has 1, 2, 3/),
    });
    expect(zero).toMatchObject({ status: 2, stderr: expect.stringMatching(/whole number from 1 up/) });
    expect(word).toMatchObject({ status: 2, stderr: expect.stringMatching(/whole number from 1 up/) });
    expect(batch).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is a batch; steps belong to runs/),
    });
  }, 120_000);
});

describe('forerun profile', () => {
  const show = (...args: string[]) => project.run(['profile', 'show', ...args]);

  it('what runs have taught → shown; reset only when confirmed → forgotten', async () => {
    const env = { FORERUN_PROFILE: 'taught' };
    expect(await project.run(['profile', 'show'], env)).toMatchObject({
      status: 0,
      stdout: 'taught: nothing learned yet\n',
    });
    expect(await project.run(['profile', 'reset', 'taught', '--yes'])).toMatchObject({ status: 0 });
    await ask([], env);
    const text = await waitFor(
      'the run in the profile',
      async () => {
        const shown = await show('taught');
        return !shown.stdout.includes('nothing learned') && shown.stdout;
      },
      60_000,
    );
    expect(text).toMatch(/^taught: learned from 1 run, version [0-9a-f]{12}\n/);
    expect(text).toMatch(/predictor +tool +predictions +right +executed +used +switch\n/);
    expect(text).toMatch(/\n\S*sim-spec\S* +calculate +\d/);
    expect(text).toMatch(/\ntool +calculate +\d/);
    const [json] = lines<{ name: string; version: string; profile: { runs: number } }>(
      await show('taught', '--json'),
    );
    expect(json).toMatchObject({ name: 'taught', profile: { runs: 1 } });

    const unasked = await project.run(['profile', 'reset', 'taught']);
    expect(unasked).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/must be confirmed.*\nremedy: .*--yes/),
    });
    const reset = await project.run(['profile', 'reset', 'taught', '--yes', '--json']);
    expect(lines(reset)).toMatchObject([{ name: 'taught', reset: true, before: json!.version }]);
    expect((await show('taught')).stdout).toMatch(/^taught: nothing learned since it was reset/);
  }, 180_000);

  it('a profile that cannot be read → said, with the way out; reset replaces it', async () => {
    const head = path.join(project.folder, '.forerun/store/heads/profiles/damaged');
    mkdirSync(head, { recursive: true });
    writeFileSync(path.join(head, '000000000001'), 'no JSON');
    const shown = await show('damaged');
    expect(shown.status).not.toBe(0);
    expect(shown.stderr).toMatch(/profile damaged .*\nremedy: .*profile reset/);
    expect(await project.run(['profile', 'reset', 'damaged', '--yes'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/forgot the profile damaged, which cannot be read/),
    });
    expect((await show('damaged')).stdout).toMatch(/^damaged: nothing learned since it was reset/);
  }, 60_000);

  it('a name that no profile can have → status 2, naming it', async () => {
    for (const name of ['../other', 'a b'])
      expect(await show(name)).toMatchObject({ status: 2, stderr: expect.stringMatching(/profile/) });
    expect(await show('')).toMatchObject({ status: 2, stderr: expect.stringMatching(/"show" is empty/) });
  }, 60_000);
});
