import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliProject, type Ended } from './cli-project';

let project: CliProject;
const ended: Ended[] = [];

beforeAll(async () => {
  project = await CliProject.open({
    models: { 'sim-actor': { role: 'actor' }, 'sim-spec': { role: 'predictor' } },
    fallback: { text: 'FINAL ANSWER: 1' },
  });
  project.example('example_000', { task_id: 'a', question: 'One?', final_answer: '1' });
  project.write('a-file', 'not a folder');
  project.write('later/manifest.json', '{"format":"forerun-manifest/9"}');
  project.write('broken.json', '{ "toolPolicy": { "no_such_tool": { "effect": "read" } } }');
  project.write('old/level1-example_000-speculate.json', '{ "half": ');
});

afterAll(() => project.close());

/** Commands at a time: each is mostly the start of a process. */
const AT_ONCE = 4;

const wrong: [name: string, args: string[], message: RegExp, env?: NodeJS.ProcessEnv][] = [
  ['unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
  ['unknown arm', ['run', 'x', '--arm', 'fast'], /Allowed choices are baseline, speculate, both/],
  ['lookahead that is no number', ['run', 'x', '--lookahead', 'far'], /whole number/],
  ['missing example', ['run', 'data/level1/example_099'], /no dataset at data\/level1\/example_099/],
  ['several examples for run', ['run', 'data-none'], /no dataset at data-none/],
  ['missing dataset', ['batch'], /no dataset at gaia_dataset/],
  ['selection of nothing', ['batch', 'data', '--level', '3'], /no example of data is selected/],
  ['unknown id', ['batch', 'data', '--ids', 'example_777'], /example_777/],
  ['empty question', ['ask', ' '], /The question is empty/],
  ['an output folder that is empty', ['run', 'x', '--output', ''], /What follows "--output" is empty/],
  ['results of nobody', ['compare', 'data'], /no results at data/],
  ['missing attachment', ['ask', 'One?', '--file', 'gone.csv'], /gone\.csv cannot be read/],
  [
    'unwritable output',
    ['run', 'data/level1/example_000', '--output', 'a-file/out'],
    /a-file\/out cannot be written/,
  ],
  ['unknown tool in the configuration', ['ask', 'One?', '--config', 'broken.json'], /no_such_tool/],
  ['missing configuration file', ['ask', 'One?', '--config', 'none.json'], /none\.json/],
  ['no key', ['ask', 'One?'], /OPENAI_API_KEY/, { ACTOR_BASE_URL: '', SPEC_BASE_URL: '' }],
  ['resume without a batch', ['batch', '--resume', 'data'], /no manifest\.json/],
  [
    'resume of another version',
    ['batch', '--resume', 'later'],
    /later\/manifest\.json is of "forerun-manifest\/9"/,
  ],
  ['resume with a dataset', ['batch', 'data', '--resume', 'out'], /cannot be given together/],
  ['--only-failed alone', ['batch', 'data', '--only-failed'], /needs the results of an earlier batch/],
  ['unknown run', ['show', 'run-that-never-was'], /no run or batch "run-that-never-was"/],
  ['unknown results', ['compare', 'nowhere'], /no results at nowhere/i],
  [
    'a mirror that is no address',
    ['gaia', 'download'],
    /HF_ENDPOINT is no web address/,
    { HF_ENDPOINT: 'mirror' },
  ],
  [
    'a token that is none',
    ['gaia', 'download', '--output', 'gaia'],
    /HF_TOKEN is no token/,
    { HF_TOKEN: ' x ', HF_ENDPOINT: 'http://127.0.0.1:1/' },
  ],
  [
    'an option of chat logs with traces',
    ['trace', 'import', '--format', 'trace', '--domain', 'd', 'x.jsonl'],
    /--domain is about chat logs/,
  ],
  ['unknown worker role', ['worker', 'thinker'], /Allowed choices are orchestrator, actor, tools, spec/],
  [
    'server that does not answer',
    ['list'],
    /no Temporal server answers/,
    { TEMPORAL_ADDRESS: '127.0.0.1:1' },
  ],
];

describe('wrong usage or configuration', () => {
  beforeAll(async () => {
    const left = wrong.map(([, args, , env], index) => ({ args, env, index }));
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        ended[next.index] = await project.run(next.args, next.env);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, 120_000);

  it.each(wrong.map(([name, , message], index) => ({ name, message, index })))(
    '$name: → named with a remedy, no stack, nothing on standard output, status 2',
    ({ message, index }) => {
      const { status, stdout, stderr } = ended[index] ?? { status: -1, stdout: '', stderr: '' };
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    },
  );

  it('FORERUN_DEBUG: → the stack as well', async () => {
    const { stderr } = await project.run(['compare', 'nowhere'], { FORERUN_DEBUG: '1' });
    expect(stderr).toMatch(/^\s+at /m);
  });
});

describe('embedded workers that cannot start', () => {
  it('a table of another version, twice → why this start failed, and nothing of the one before', async () => {
    const ask = (version: number) => {
      project.write(`table-${version}.json`, JSON.stringify({ schema: `forerun-table/${version}` }));
      return project.run(['ask', 'One?'], { FORERUN_TABLE_MODEL: `table-${version}.json` });
    };
    expect((await ask(98)).stderr).toContain('"forerun-table/98"');
    const { status, stderr } = await ask(99);
    expect(status).toBe(2);
    expect(stderr).toMatch(/the embedded workers cannot be had/);
    expect(stderr).toMatch(/error: the table \S*table-99\.json is of version "forerun-table\/99"/);
    expect(stderr).not.toContain('forerun-table/98');
    // Hosts that failed take a moment to go; the next test counts what is left.
    await project.run(['dev', '--stop']);
  });
});

describe('forerun dev', () => {
  it('until Ctrl-C: → addresses printed, workers up, then drained and gone, status 0', async () => {
    const command = project.start(['dev']);
    await command.until('until Ctrl-C');
    expect(command.stdout).toContain(project.temporal.address);
    const asked = await project.run(['run', 'data/level1/example_000']);
    expect(asked.stderr).toContain('embedded workers joined');
    command.child.kill('SIGINT');
    const { status, stderr } = await command.ended;
    expect(stderr).toContain('draining the workers');
    expect(status).toBe(0);
    expect((await project.run(['dev', '--stop'])).stdout).toContain('nothing embedded runs');
  });
});
