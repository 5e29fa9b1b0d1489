import { describe, expect, it } from '@jest/globals';
import { loadConfig, type ConfigInput } from '../../../core/config/load-config';

const SECRET = 'sk-very-secret';
const file = (content: unknown) => ({ path: 'forerun.config.json', content });
const actorAt = (url: string, more: object = {}) => file({ models: { actor: { baseUrls: [url], ...more } } });

/** The actor's key, or the places that problems name. */
function actorKey(input: ConfigInput): string | string[] {
  const loaded = loadConfig(input);
  return loaded.ok ? (loaded.config.models.actor?.apiKey ?? '?') : loaded.problems.map(({ where }) => where);
}

describe('keys follow their endpoints: the key may go there', () => {
  it.each<[string, ConfigInput]>([
    ['OPENAI_API_KEY alone', { env: { OPENAI_API_KEY: SECRET } }],
    [
      'OPENAI_API_KEY and OPENAI_BASE_URL in the environment',
      { env: { OPENAI_API_KEY: SECRET, OPENAI_BASE_URL: 'https://gw.example/v1' } },
    ],
    ['both in .env', { dotenv: { OPENAI_API_KEY: SECRET, OPENAI_BASE_URL: 'https://gw.example/v1' } }],
    [
      'file names the address of OpenAI itself',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('https://api.openai.com/v1') },
    ],
    [
      'role key and role URL in the environment',
      { env: { ACTOR_OPENAI_API_KEY: SECRET, ACTOR_BASE_URL: 'https://gw.example/v1' } },
    ],
    [
      'EMPTY for vLLM in a stronger place',
      { env: { VLLM_API_KEY: 'EMPTY' }, dotenv: { OPENAI_API_KEY: SECRET } },
    ],
    ['key and URL in the file', { file: actorAt('https://gw.example/v1', { apiKey: SECRET }) }],
    [
      'pair in the file, another key in the environment',
      { env: { OPENAI_API_KEY: 'sk-other' }, file: actorAt('https://gw.example/v1', { apiKey: SECRET }) },
    ],
    [
      'host allowed in the environment',
      {
        env: { OPENAI_API_KEY: SECRET, FORERUN_KEY_HOSTS: 'a.example, gw.example' },
        file: actorAt('https://gw.example/v1'),
      },
    ],
    [
      'host and port allowed',
      {
        env: { OPENAI_API_KEY: SECRET, FORERUN_KEY_HOSTS: 'gw.example:8443' },
        file: actorAt('https://gw.example:8443/v1'),
      },
    ],
    [
      'VLLM_API_KEY with VLLM_ACTOR_URL',
      {
        env: {
          MODEL_PROVIDER: 'vllm',
          VLLM_API_KEY: SECRET,
          VLLM_ACTOR_URL: 'https://gpu.example/v1',
          VLLM_SPEC_URL: 'https://gpu.example/v1',
        },
      },
    ],
    ['VLLM_API_KEY with the default addresses', { env: { MODEL_PROVIDER: 'vllm', VLLM_API_KEY: SECRET } }],
    [
      'file key allowed by the file for a URL of the environment',
      {
        env: { ACTOR_BASE_URL: 'https://gw.example' },
        file: file({ keys: { allowedHosts: ['gw.example'] }, models: { actor: { apiKey: SECRET } } }),
      },
    ],
  ])('%s → sent', (_, input) => {
    expect(actorKey(input)).toBe(SECRET);
  });
});

describe('keys follow their endpoints: the key stays', () => {
  it.each<[string, ConfigInput, string | string[]]>([
    [
      'URL from the file',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('https://evil.example/v1') },
      ['OPENAI_API_KEY'],
    ],
    [
      'file allows its own host',
      {
        env: { OPENAI_API_KEY: SECRET },
        file: file({
          keys: { allowedHosts: ['evil.example'] },
          models: { actor: { baseUrls: ['https://evil.example'] } },
        }),
      },
      ['OPENAI_API_KEY'],
    ],
    [
      'URL from .env, key from the environment',
      { env: { OPENAI_API_KEY: SECRET }, dotenv: { OPENAI_BASE_URL: 'https://evil.example' } },
      ['OPENAI_API_KEY'],
    ],
    [
      'role key, URL from the file',
      { env: { ACTOR_OPENAI_API_KEY: SECRET }, file: actorAt('https://evil.example') },
      ['ACTOR_OPENAI_API_KEY'],
    ],
    [
      'general key, ACTOR_BASE_URL elsewhere',
      { env: { OPENAI_API_KEY: SECRET, ACTOR_BASE_URL: 'https://gw.example' } },
      ['OPENAI_API_KEY'],
    ],
    [
      'one of two URLs is elsewhere',
      {
        env: { OPENAI_API_KEY: SECRET },
        file: file({
          models: { actor: { baseUrls: ['https://api.openai.com/v1', 'https://evil.example'] } },
        }),
      },
      ['OPENAI_API_KEY'],
    ],
    [
      'a host that only looks like OpenAI',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('https://api.openai.com.evil.example/v1') },
      ['OPENAI_API_KEY'],
    ],
    [
      'OpenAI without encryption',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('http://api.openai.com/v1') },
      ['OPENAI_API_KEY'],
    ],
    [
      'OpenAI in the user part of a URL',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('https://api.openai.com@evil.example/v1') },
      ['OPENAI_API_KEY'],
    ],
    [
      'port that is not allowed',
      {
        env: { OPENAI_API_KEY: SECRET, FORERUN_KEY_HOSTS: 'gw.example:1' },
        file: actorAt('https://gw.example:8443/v1'),
      },
      ['OPENAI_API_KEY'],
    ],
    [
      'OpenAI keys and a vLLM server',
      {
        env: {
          MODEL_PROVIDER: 'vllm',
          OPENAI_API_KEY: SECRET,
          ACTOR_OPENAI_API_KEY: SECRET,
          VLLM_ACTOR_URL: 'https://gpu.example/v1',
        },
      },
      'EMPTY',
    ],
    ['VLLM_API_KEY and OpenAI', { env: { VLLM_API_KEY: SECRET } }, ''],
    [
      'VLLM_API_KEY, vLLM URL from the file',
      { env: { MODEL_PROVIDER: 'vllm', VLLM_API_KEY: SECRET }, file: actorAt('https://gpu.example/v1') },
      ['VLLM_API_KEY'],
    ],
    [
      'general key and a server on this machine',
      { env: { OPENAI_API_KEY: SECRET }, file: actorAt('http://127.0.0.1:9/v1') },
      '',
    ],
    [
      'server that wants no key',
      {
        env: { OPENAI_API_KEY: SECRET, ACTOR_BASE_URL: 'https://gw.example', ACTOR_OPENAI_API_KEY: 'EMPTY' },
      },
      'EMPTY',
    ],
  ])('%s → not sent', (_, input, expected) => {
    const found = actorKey(input);
    expect(Array.isArray(found) ? [...new Set(found)] : found).toEqual(expected);
  });

  it('a problem about a key: → names host and remedy, and not the key', () => {
    const loaded = loadConfig({
      env: { OPENAI_API_KEY: SECRET },
      file: actorAt('https://me:pw@evil.example/v1'),
    });
    const text = JSON.stringify(loaded);
    expect(text).toContain('evil.example');
    expect(text).toContain('FORERUN_KEY_HOSTS');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('me:pw');
  });

  it('search URL from the file, key from the environment: → a problem; the pair in one place is fine', () => {
    const search = { url: 'https://evil.example', apiKey: 'mine' };
    const env = { SERPER_API_KEY: SECRET };
    const { apiKey: _, ...urlOnly } = search;
    expect(loadConfig({ env, file: file({ search: urlOnly }) })).toMatchObject({
      ok: false,
      problems: [{ where: 'SERPER_API_KEY' }],
    });
    expect(loadConfig({ env, file: file({ search }) })).toMatchObject({ ok: true, config: { search } });
    const gateway = { ...env, SERPER_URL: 'http://localhost:1' };
    expect(loadConfig({ env: gateway })).toMatchObject({ ok: true, config: { search: { apiKey: SECRET } } });
  });
});
