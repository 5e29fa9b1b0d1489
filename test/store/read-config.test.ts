import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ForerunError } from '../../contracts/errors';
import { readConfig, type ReadConfigInput } from '../../store/read-config';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();
let count = 0;

/** A folder with these files, and a folder two levels below it. */
async function project(files: Record<string, string>): Promise<{ top: string; below: string }> {
  const top = join(base, `project-${(count += 1)}`);
  const below = join(top, 'a', 'b');
  await mkdir(below, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(top, name), text);
  return { top, below };
}

async function failure(input: ReadConfigInput): Promise<ForerunError> {
  const error: unknown = await readConfig(input).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ForerunError)) throw new Error(`no ForerunError but ${String(error)}`);
  return error;
}

describe('readConfig', () => {
  it('files above the current folder: → read; environment beats .env beats file', async () => {
    const { top, below } = await project({
      '.env': 'GAIA_MAX_STEPS=7\nGAIA_TOPK="5"\nTEMPORAL_ADDRESS=there:7233\n',
      'forerun.config.json': '\uFEFF{"agent":{"maxSteps":9,"maxSeconds":60}}',
    });
    const read = await readConfig({ cwd: below, env: { GAIA_TOPK: '4', GAIA_MAX_STEPS: '' } });
    expect(read.config.agent).toMatchObject({ maxSteps: 7, maxSeconds: 60 });
    expect(read.config.speculation.topK).toBe(4);
    expect(read.sources['agent.maxSteps']).toEqual({ kind: '.env', name: 'GAIA_MAX_STEPS' });
    expect(read.files).toEqual({ config: join(top, 'forerun.config.json'), dotenv: join(top, '.env') });
    expect(read.environment).toMatchObject({
      TEMPORAL_ADDRESS: 'there:7233',
      GAIA_TOPK: '4',
      GAIA_MAX_STEPS: '7',
    });
  });

  it('flags: → beat everything', async () => {
    const { below } = await project({ 'forerun.config.json': '{"speculation":{"lookahead":1}}' });
    const flags = [{ flag: '--lookahead', path: 'speculation.lookahead', value: '2' }];
    const read = await readConfig({ cwd: below, env: { FORERUN_LOOKAHEAD: '3' }, flags });
    expect(read.config.speculation.lookahead).toBe(2);
  });

  it('a folder called .env: → passed over', async () => {
    const { top, below } = await project({});
    await mkdir(join(top, '.env'));
    expect((await readConfig({ cwd: below, env: {} })).files).toEqual({});
  });

  it('path of the store: → relative to what names it', async () => {
    const { top, below } = await project({ 'forerun.config.json': '{"store":{"path":"data"}}' });
    const pathOf = async (input: ReadConfigInput) => {
      const { store } = (await readConfig(input)).config;
      return store.kind === 'file' ? store.path : undefined;
    };
    expect(await pathOf({ cwd: below, env: {} })).toBe(join(top, 'data'));
    expect(await pathOf({ cwd: below, env: { FORERUN_STORE_PATH: 'here' } })).toBe(join(below, 'here'));
    expect(await pathOf({ cwd: below, env: { FORERUN_STORE_PATH: '/there' } })).toBe('/there');
  });

  it('no path given: → beside the nearest .forerun, else in the current folder', async () => {
    const { top, below } = await project({});
    const pathOf = async () => (await readConfig({ cwd: below, env: {} })).config.store;
    expect(await pathOf()).toEqual({ kind: 'file', path: join(below, '.forerun', 'store') });
    await mkdir(join(top, '.forerun'));
    expect(await pathOf()).toEqual({ kind: 'file', path: join(top, '.forerun', 'store') });
  });

  it('problems in files, environment and flags: → one error with all of them and their remedies', async () => {
    const { top, below } = await project({
      '.env': 'GAIA_TOPK=many\n',
      'forerun.config.json': '{\n  "agent": {\n    "apiKey": "sk-hidden",,\n  }\n}',
    });
    const error = await failure({ cwd: below, env: { DISABLE_SPECULATION: 'maybe' } });
    expect(error).toMatchObject({ code: 'config_invalid', blame: 'user', retryable: false });
    expect(error.message).toContain('3 problems');
    expect(error.message).toContain(`${join(top, 'forerun.config.json')}: is not JSON (line 3, column 27)`);
    expect(error.message).toContain('GAIA_TOPK: "many" is not a whole number');
    expect(error.message).toContain('DISABLE_SPECULATION: "maybe" is not 1 (true) or 0 (false)');
    expect(error.message).not.toContain('sk-hidden');
    expect(error.details?.problems).toHaveLength(3);
  });

  it('unknown key: → the file’s path stands before it', async () => {
    const { top } = await project({ 'forerun.config.json': '{"agents":{}}' });
    const error = await failure({ cwd: top, env: {} });
    expect(error.message).toContain(`${join(top, 'forerun.config.json')}: agents`);
    expect(error.remedy).toContain('Did you mean agent?');
  });

  it('a file that was asked for: → used instead of the one that is found, and must exist', async () => {
    const { top, below } = await project({
      'forerun.config.json': '{"agent":{"maxSteps":1}}',
      'other.json': '{"agent":{"maxSteps":2}}',
    });
    const read = await readConfig({ cwd: below, env: {}, configPath: '../../other.json' });
    expect(read.config.agent.maxSteps).toBe(2);
    const error = await failure({ cwd: top, env: {}, configPath: 'none.json' });
    expect(error.message).toContain(`${join(top, 'none.json')}: there is no such file`);
  });

  it('an empty file: → said so', async () => {
    const { top } = await project({ 'forerun.config.json': '' });
    expect((await failure({ cwd: top, env: {} })).message).toContain('it ends too early or is empty');
  });
});
