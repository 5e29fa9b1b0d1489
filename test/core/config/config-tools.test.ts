import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Config } from '../../../contracts/config';
import { defaultPrice } from '../../../core/config/default-prices';
import { didYouMean } from '../../../core/config/did-you-mean';
import { configFingerprint } from '../../../core/config/fingerprint';
import { loadConfig, type ConfigInput } from '../../../core/config/load-config';
import { missingKeys } from '../../../core/config/missing-keys';
import { servicesOf } from '../../../core/config/services';
import { pinnedPolicy } from '../../../core/config/pinned-policy';
import { problemsText } from '../../../core/config/problem';
import { secretsOfEnvironment, secretValues } from '../../../core/config/secrets';
import { GAIA_POLICY } from '../../../core/gaia-policy';

function load(input: ConfigInput): Config {
  const loaded = loadConfig(input);
  if (!loaded.ok) throw new Error(problemsText(loaded.problems));
  return loaded.config;
}
const fromFile = (content: unknown): Config => load({ file: { path: 'forerun.config.json', content } });

describe('pinnedPolicy', () => {
  it('no changes: → the table itself, under a stable hash', () => {
    const pinned = pinnedPolicy(load({}));
    expect(pinned.tools).toEqual(GAIA_POLICY);
    expect(pinned.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(pinnedPolicy(load({})).hash).toBe(pinned.hash);
  });

  it('changes: → merged, tools taken out, another hash, the table untouched', () => {
    const before = JSON.stringify(GAIA_POLICY);
    const config = fromFile({ toolPolicy: { web_search: { p95Ms: 7 }, code_exec: { enabled: false } } });
    const pinned = pinnedPolicy(config);
    expect(pinned.tools.web_search).toEqual({ ...GAIA_POLICY.web_search, p95Ms: 7 });
    expect(pinned.tools).not.toHaveProperty('code_exec');
    expect(pinned.hash).not.toBe(pinnedPolicy(load({})).hash);
    expect(JSON.stringify(GAIA_POLICY)).toBe(before);
  });

  it('enabled: true alone: → no change, and no `enabled` in the policy', () => {
    const config = fromFile({ toolPolicy: { calculate: { enabled: true } } });
    expect(pinnedPolicy(config)).toEqual(pinnedPolicy(load({})));
  });

  it('a tool that does not exist: → config_invalid that lists the tools', () => {
    for (const tool of ['web_serch', 'constructor']) {
      expect(() => pinnedPolicy({ toolset: 'gaia', toolPolicy: { [tool]: {} } })).toThrow(
        expect.objectContaining({ code: 'config_invalid', remedy: expect.stringContaining('web_search') }),
      );
    }
  });
});

describe('modes of single tools', () => {
  it('a tool that does not exist → a problem with the name that was meant, as a switch that does nothing would be one', () => {
    const loaded = loadConfig({ env: { FORERUN_TOOL_MODES: 'web_serch=off,code_generate=shadow' } });
    expect(loaded.ok ? '' : problemsText(loaded.problems)).toMatch(
      /FORERUN_TOOL_MODES: there is no tool web_serch\n.*Did you mean web_search\?/,
    );
  });

  it('servers’ tools, which nobody knows beforehand → taken as they are', () => {
    const modes = ['notes__read=off'];
    expect(fromFile({ toolset: 'mcp', speculation: { toolModes: modes } }).speculation.toolModes).toEqual(
      modes,
    );
    const loaded = loadConfig({
      env: { FORERUN_TOOL_MODES: 'notes.read=off' },
      file: { path: 'forerun.config.json', content: { toolset: 'mcp' } },
    });
    expect(loaded.ok ? '' : problemsText(loaded.problems)).toMatch(
      /FORERUN_TOOL_MODES: there is no tool notes\.read\n/,
    );
  });
});

describe('configFingerprint', () => {
  const base = load({});

  it('same configuration: → same 12 hex characters', () => {
    expect(configFingerprint(base)).toMatch(/^[0-9a-f]{12}$/);
    expect(configFingerprint(load({}))).toBe(configFingerprint(base));
  });

  it.each<[string, ConfigInput]>([
    ['model', { env: { GAIA_ACTOR_MODEL: 'x' } }],
    ['URL', { env: { OPENAI_BASE_URL: 'http://localhost:1' } }],
    ['key', { env: { OPENAI_API_KEY: 'k' } }],
    ['search key', { env: { SERPER_API_KEY: 'k' } }],
    ['store', { env: { FORERUN_STORE_PATH: '/elsewhere' } }],
    ['sandbox', { env: { FORERUN_ALLOW_WEAK_SANDBOX: '1' } }],
    ['queues', { env: { FORERUN_QUEUE_PREFIX: 'x-' } }],
    ['table', { env: { FORERUN_TABLE_MODEL: '/models/table.json' } }],
    ['policy', { file: { path: 'f', content: { toolPolicy: { calculate: { p95Ms: 1 } } } } }],
  ])('another %s → another fingerprint', (_, input) => {
    expect(configFingerprint(load(input))).not.toBe(configFingerprint(base));
  });

  it.each([
    { GAIA_MAX_STEPS: '3' },
    { FORERUN_LOG_LEVEL: 'debug' },
    { FORERUN_ACTOR_SLOTS: '3' },
    { FORERUN_ACTOR_CONCURRENCY: '3' },
    { FORERUN_LOOKAHEAD: '2' },
  ])('%j, which travels with the run or is each worker’s own → the same', (env) => {
    expect(configFingerprint(load({ env }))).toBe(configFingerprint(base));
  });
});

describe('configFingerprint, of a table', () => {
  const of = (path: string): string => configFingerprint(load({ env: { FORERUN_TABLE_MODEL: path } }));

  it('another name → another fingerprint; another folder, as on another machine → the same', () => {
    expect(of('/models/june.json')).not.toBe(of('/models/may.json'));
    expect(of('/srv/june.json')).toBe(of('/models/june.json'));
  });
});

describe('secretValues', () => {
  it('keys and passwords in URLs: → each once, longest first; EMPTY is none', () => {
    const config = load({
      env: {
        OPENAI_API_KEY: 'sk-1',
        SPEC_OPENAI_API_KEY: 'sk-long-one',
        SERPER_API_KEY: 'serper',
        OPENAI_BASE_URL: 'https://me:p%40ss@gw.example/v1',
      },
    });
    expect(secretValues(config)).toEqual(['sk-long-one', 'serper', 'p%40ss', 'sk-1', 'p@ss']);
    expect(secretValues(load({ env: { MODEL_PROVIDER: 'vllm' } }))).toEqual([]);
  });
});

describe('secretsOfEnvironment', () => {
  it('keys that nobody uses now, and those that others read: → listed; settings and EMPTY are none', () => {
    const environment = {
      TAVILY_API_KEY: 't',
      HF_TOKEN: 'hf_x',
      VLLM_API_KEY: 'EMPTY',
      GAIA_TOPK: '3',
      PATH: '/bin',
    };
    expect(secretsOfEnvironment(environment)).toEqual(['hf_x', 't']);
  });
});

describe('missingKeys', () => {
  const missing = (config: Config) =>
    missingKeys(config, ...Object.values(servicesOf(config))).map(({ where }) => where);

  it('defaults: → the model key and the search key, each once', () => {
    expect(missing(load({}))).toEqual(['OPENAI_API_KEY', 'SERPER_API_KEY']);
  });

  it('keys, or servers of one’s own: → none', () => {
    expect(missing(load({ env: { OPENAI_API_KEY: 'k', SERPER_API_KEY: 's' } }))).toEqual([]);
    const env = { MODEL_PROVIDER: 'vllm', SERPER_URL: 'http://localhost:1' };
    expect(missing(load({ env }))).toEqual([]);
  });

  it('an actor of one’s own → what the predictors ask wants a key, a table alone wants none', () => {
    const own = { ACTOR_BASE_URL: 'http://localhost:1/v1', SERPER_API_KEY: 's', VLLM_API_KEY: 'k' };
    const of = (predictors: string) => {
      const config = load({ env: { ...own, FORERUN_PREDICTORS: predictors, FORERUN_TABLE_MODEL: 't.json' } });
      return missingKeys(config, servicesOf(config).predict).map(({ where }) => where);
    };
    expect(of('table,model')).toEqual(['OPENAI_API_KEY']);
    expect(of('table,self')).toEqual([]);
    expect(of('table')).toEqual([]);
  });

  it('servers’ tools → neither search nor vision is asked for', () => {
    const config = fromFile({ toolset: 'mcp' });
    expect(missingKeys(config, servicesOf(config).tools)).toEqual([]);
  });
});

describe('defaultPrice', () => {
  it('dated version: → price of the model; unknown or vLLM: → zeros', () => {
    expect(defaultPrice('gpt-5-2025-08-07', false).output).toBe(10);
    expect([defaultPrice('mine', false).output, defaultPrice('gpt-5', true).output]).toEqual([0, 0]);
  });
});

describe('didYouMean', () => {
  const names = ['maxSteps', 'maxSeconds', 'lookahead', 'strategy'];

  it('one letter changed: → the name meant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(7), fc.constantFrom(...'xyz'), (name, at, letter) => {
        expect(didYouMean(name.slice(0, at) + letter + name.slice(at + 1), names)).toBe(name);
      }),
    );
  });

  it('other case and dashes: → the name; nothing near: → undefined', () => {
    expect(didYouMean('max_steps', names)).toBe('maxSteps');
    expect(didYouMean('temperature', names)).toBeUndefined();
    expect(didYouMean('', names)).toBeUndefined();
  });
});
