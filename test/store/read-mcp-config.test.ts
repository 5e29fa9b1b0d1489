import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configFingerprint } from '../../core/config/fingerprint';
import { pinnedPolicy } from '../../core/config/pinned-policy';
import { secretsOfServers } from '../../core/config/secrets';
import { readConfig } from '../../store/read-config';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();
let folders = 0;

/** A folder with these files, and what reading the configuration there comes to. */
async function read(files: Record<string, unknown>, env: Record<string, string> = {}) {
  const { mkdirSync } = await import('node:fs');
  const cwd = path.join(base, `f${(folders += 1)}`);
  mkdirSync(cwd);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { cwd, ...(await readConfig({ cwd, env })) };
}

const problemsOf = async (
  files: Record<string, unknown>,
  env: Record<string, string> = {},
): Promise<string> => {
  const error = await read(files, env).then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  );
  return error?.message ?? 'none';
};

const POLICY = 'forerun.mcp-policy.json';
const shop = { command: 'node', args: ['a.js', '${HOME}'], env: { API_KEY: '${SHOP_KEY}' } };

describe('configuration of MCP servers', () => {
  it('servers of both files, policy beside them → merged; texts as they stand; folders of the files', async () => {
    const { config, cwd } = await read(
      {
        'forerun.config.json': {
          toolset: 'mcp',
          mcp: { serversFile: 'others.json' },
          mcpServers: {
            shop,
            'git.hub': { url: 'https://example.test/mcp', headers: { Authorization: 'Bearer ${T}' } },
          },
        },
        'others.json': {
          inputs: [],
          mcpServers: {
            shop: { command: 'other' },
            off: { command: 'x', disabled: true, autoApprove: ['all'] },
            sub: { command: 'y', cwd: 'deep' },
          },
        },
        [POLICY]: {
          schema: 'forerun-mcp-policy/1',
          tools: {
            shop__count: { confirmed: true, effect: 'read', egress: 'none', fingerprint: 'a'.repeat(32) },
            shop__look: { confirmed: false, effect: 'read' },
          },
        },
      },
      { SHOP_KEY: 'very-secret-value', T: 'token-value' },
    );
    expect(config.mcp.servers).toEqual({
      shop: { ...shop, cwd },
      'git.hub': { url: 'https://example.test/mcp', headers: { Authorization: 'Bearer ${T}' } },
      off: { command: 'x', enabled: false, cwd },
      sub: { command: 'y', cwd: path.join(cwd, 'deep') },
    });
    expect(JSON.stringify(config)).not.toContain('very-secret-value');
    expect(pinnedPolicy(config)).toMatchObject({
      tools: { shop__count: { effect: 'read', egress: 'none', idempotent: true } },
      unnamed: { effect: 'write', idempotent: false },
      fingerprints: { shop__count: 'a'.repeat(32) },
    });
    expect(pinnedPolicy(config).tools).not.toHaveProperty('shop__look');
  });

  it('secrets of servers → values of keys, headers and the variables in them; nothing else', () => {
    const servers = {
      shop: { command: 'x', env: { API_KEY: '${SHOP_KEY}', PASSWORD: 'literal-pass', LOG_LEVEL: 'verbose' } },
      far: { url: 'https://example.test/?k=${URL_TOKEN}', headers: { Authorization: 'Bearer abcdef123' } },
    };
    const environment = { SHOP_KEY: 'very-secret', URL_TOKEN: 'in-the-url', HOME: '/home/me' };
    expect(secretsOfServers(servers, environment).toSorted()).toEqual(
      ['abcdef123', 'in-the-url', 'literal-pass', 'very-secret'].toSorted(),
    );
  });

  it('the same servers in another folder → workers of one kind; other arguments → of another', async () => {
    const files = (args: string[]) => ({
      'forerun.config.json': { toolset: 'mcp', mcpServers: { s: { command: 'x', args } } },
    });
    const [one, two, three] = await Promise.all([read(files(['a'])), read(files(['a'])), read(files(['b']))]);
    const print = ({ config }: typeof one): string =>
      configFingerprint({ ...config, store: { kind: 'file', path: 's' } });
    expect(print(one)).toBe(print(two));
    expect(print(one)).not.toBe(print(three));
  });

  it.each([
    ['neither command nor url', { x: { args: ['a'] } }, /mcpServers\.x: says neither command nor url/],
    ['both', { x: { command: 'a', url: 'http://b' } }, /says both command and url/],
    ['an old transport', { x: { type: 'sse', url: 'http://b' } }, /sse/],
    [
      'a type that does not fit',
      { x: { type: 'http', command: 'a' } },
      /its type is http, but it has a command/,
    ],
    [
      'an unknown key',
      { x: { comand: 'a' } },
      /mcpServers\.x\.comand: is not a setting\n {2}Did you mean command\?/,
    ],
    ['a wrong name', { 'a b': { command: 'a' } }, /is no name for a server/],
    ['none at all', {}, /toolset: is mcp, but there is no server/],
  ])('%s → told, with its place', async (_, mcpServers, message) => {
    expect(await problemsOf({ 'forerun.config.json': { toolset: 'mcp', mcpServers } })).toMatch(message);
  });

  it('a servers file that is not there, is none, or states a wrong server → told, with its path', async () => {
    const config = { 'forerun.config.json': { toolset: 'mcp', mcp: { serversFile: 'o.json' } } };
    expect(await problemsOf(config)).toMatch(/o\.json: there is no such file/);
    expect(await problemsOf({ ...config, 'o.json': '[1]' })).toMatch(/o\.json: has no object mcpServers/);
    expect(await problemsOf({ ...config, 'o.json': '{' })).toMatch(/o\.json: is not JSON/);
    expect(await problemsOf({ ...config, 'o.json': { mcpServers: { s: { type: 'sse' } } } })).toMatch(
      /o\.json: mcpServers\.s: the transport sse/,
    );
  });

  it('a policy file that is none → told, with the entry; one that is missing → everything writes', async () => {
    const config = { 'forerun.config.json': { toolset: 'mcp', mcpServers: { s: { command: 'x' } } } };
    const bad = { schema: 'forerun-mcp-policy/1', tools: { s__a: { confirmed: 'yes', effect: 'read' } } };
    expect(await problemsOf({ ...config, [POLICY]: bad })).toMatch(
      /forerun\.mcp-policy\.json: tools\.s__a\.confirmed/,
    );
    expect(await problemsOf({ ...config, [POLICY]: { ...bad, schema: 'forerun-mcp-policy/2' } })).toMatch(
      /: is of "forerun-mcp-policy\/2"; this version reads/,
    );
    expect(pinnedPolicy((await read(config)).config).tools).toEqual({});
  });
});
