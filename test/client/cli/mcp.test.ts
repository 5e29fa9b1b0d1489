import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { McpPolicyFile } from '../../../contracts/mcp';
import { CliProject } from './cli-project';

const ROOT = path.resolve(__dirname, '../../..');
const SERVER = path.join(ROOT, 'examples', 'mcp', 'notes-server.mjs');
const SECRET = 'notes-key-5d1f0a77';

/** Ends at once and quotes its key, as careless servers do. */
const LEAKY = `console.error('bad key ' + process.env.NOTES_KEY); process.exit(1)`;

const call = (tool: string, args: Record<string, string>) => ({
  calls: [{ tool: `notes__${tool}`, arguments: args }],
});

let project: CliProject;

beforeAll(async () => {
  project = await CliProject.open({
    models: {
      'sim-actor': { role: 'actor', latency: { fixedMs: 300 } },
      'sim-spec': { role: 'predictor', latency: { fixedMs: 30 } },
    },
    conversations: [
      {
        id: 'notes',
        match: 'Tidy my notes',
        turns: [
          call('list_notes', {}),
          call('write_note', { name: 'tea', text: 'green' }),
          call('read_note', { name: 'tea' }),
          { text: 'FINAL ANSWER: green' },
        ],
      },
    ],
  });
  configure();
});
afterAll(() => project.close());

const configure = (others: object = {}): void =>
  project.write('forerun.config.json', {
    toolset: 'mcp',
    mcpServers: {
      notes: {
        command: 'node',
        args: [SERVER, '${NOTES_FOLDER:-notes}'],
        env: { NOTES_KEY: '${NOTES_KEY:-}' },
      },
      ...others,
    },
  });

describe('forerun mcp inspect', () => {
  it('no policy yet → tools with their hints, all of which count as writes', async () => {
    const { status, stdout } = await project.run(['mcp', 'inspect', '--json']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(0);
    expect(lines[0]).toEqual({ kind: 'server', name: 'notes', reachedBy: 'command node', tools: 3 });
    expect(
      lines.slice(1).map(({ name, state, policy }) => [name, state, (policy as { effect: string }).effect]),
    ).toEqual([
      ['notes__list_notes', 'unnamed', 'write'],
      ['notes__read_note', 'unnamed', 'write'],
      ['notes__write_note', 'unnamed', 'write'],
    ]);
    expect(lines[1]!.hints).toEqual({ readOnlyHint: true, openWorldHint: false });
  });

  it('--write-policy → a proposal that counts for nothing until it is confirmed; once more → confirmations kept', async () => {
    const file = 'forerun.mcp-policy.json';
    const first = await project.run(['mcp', 'inspect', '--write-policy', file]);
    expect(first).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/3 new, 0 kept.*\n3 of its entries are not confirmed/),
    });
    const proposed = McpPolicyFile.parse(project.json(file));
    expect(Object.values(proposed.tools).map(({ confirmed, effect }) => [confirmed, effect])).toEqual([
      [false, 'read'],
      [false, 'read'],
      [false, 'write'],
    ]);
    const second = await project.run(['mcp', 'inspect']);
    expect(second.stdout).toMatch(/notes__list_notes +counts as: write \(not confirmed\); hints: read-only/);
    for (const entry of Object.values(proposed.tools)) entry.confirmed = true;
    project.write(file, proposed);
    const third = await project.run(['mcp', 'inspect', '--write-policy', file]);
    expect(third.stdout).toMatch(/notes__list_notes +counts as: read, egress none \(confirmed\)/);
    expect(third.stdout).toMatch(/0 new, 3 kept\./);
    expect(McpPolicyFile.parse(project.json(file))).toEqual(proposed);
  });

  it('a policy file that is none → status 2, and it stays as it was', async () => {
    writeFileSync(project.path('broken.json'), '{"tools": [');
    const { status, stderr } = await project.run(['mcp', 'inspect', '--write-policy', 'broken.json']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/broken\.json is no policy file: it is not JSON/),
    });
    expect(readFileSync(project.path('broken.json'), 'utf8')).toBe('{"tools": [');
  });

  it('a policy file of another version → status 2, both versions named; moved away, it can be written anew', async () => {
    const file = 'forerun.mcp-policy.json';
    const before = project.json<{ schema: string }>(file);
    project.write(file, { ...before, schema: 'forerun-mcp-policy/9' });
    const { status, stderr } = await project.run(['mcp', 'inspect']);
    project.write(file, before);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /policy\.json: is of "forerun-mcp-policy\/9"; this version reads forerun-mcp-policy\/1\n.*move the file away/,
      ),
    });
  });

  it('a policy file that names a tool that is not there, or that is not there itself → said, status 0', async () => {
    const entry = { confirmed: true, effect: 'read', egress: 'none' };
    const tools = { notes__raed_note: entry, notes__read_note: entry, ghost__look: entry };
    project.write('mistyped.json', { schema: 'forerun-mcp-policy/1', tools });
    configure({ ghost: { command: 'no-such-program-here' } });
    const { stdout } = await project.run(['mcp', 'inspect'], { FORERUN_MCP_POLICY: 'mistyped.json' });
    configure();
    expect(stdout).toMatch(/Policy: \S*mistyped\.json\. .*\n.*no server lists; .* notes__raed_note\n$/);
    const absent = await project.run(['mcp', 'inspect'], { FORERUN_MCP_POLICY: 'none-there.json' });
    expect(absent).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/none-there\.json \(there is no such file yet\)\./),
    });
  });

  it('a server that cannot be opened → the others, its own words without its key, status 1', async () => {
    configure({ leaky: { command: 'node', args: ['-e', LEAKY], env: { NOTES_KEY: '${NOTES_KEY}' } } });
    const { status, stdout, stderr } = await project.run(['mcp', 'inspect'], { NOTES_KEY: SECRET });
    configure();
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /leaky · command node · not reached\n {2}MCP server leaky .*it wrote: bad key \[hidden\]/,
    );
    expect(stdout).toMatch(/notes · command node · 3 tools/);
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('no server at all → status 2 and what to do', async () => {
    project.write('forerun.config.json', {});
    const { status, stderr } = await project.run(['mcp', 'inspect']);
    configure();
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/no MCP server is configured/),
    });
  });
});

describe('forerun ask with MCP tools', () => {
  it('both arms through the embedded workers → the same answer, the note written, no key in any file', async () => {
    const { status, stdout, stderr } = await project.run(
      ['ask', 'Tidy my notes', '--arm', 'both', '--output', 'out'],
      {
        NOTES_KEY: SECRET,
      },
    );
    expect({ status, stderr, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/green/) });
    expect(readFileSync(project.path('notes', 'tea'), 'utf8')).toBe('green');
    const written = readdirSync(project.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => existsSync(file) && readFileSync(file).includes(SECRET));
    expect(written).toEqual([]);
  });

  it('a server that is not there → the run fails, naming server, command and remedy', async () => {
    configure({ ghost: { command: 'no-such-program-here' } });
    const { status, stdout, stderr } = await project.run(['ask', 'Tidy my notes', '--arm', 'baseline']);
    configure();
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(/MCP server ghost \(command no-such-program-here\) cannot be opened/);
    expect(stdout + stderr).toMatch(/Check command and cwd in mcpServers/);
  });
});
