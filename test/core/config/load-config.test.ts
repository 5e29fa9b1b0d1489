import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../../contracts/config';
import { loadConfig, type ConfigInput } from '../../../core/config/load-config';
import type { ConfigProblem } from '../../../core/config/problem';

const file = (content: unknown) => ({ path: 'forerun.config.json', content });

function load(input: ConfigInput): Config {
  const loaded = loadConfig(input);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, undefined, 1));
  return loaded.config;
}

function problemsOf(input: ConfigInput): ConfigProblem[] {
  const loaded = loadConfig(input);
  return loaded.ok ? [] : loaded.problems;
}

describe('loadConfig', () => {
  it('nothing given: → the documented defaults', () => {
    const config = load({});
    expect(config.models.actor).toEqual({
      baseUrls: ['https://api.openai.com/v1'],
      apiKey: '',
      model: 'gpt-5',
      maxTokens: 16384,
      priceUsdPerMillion: { input: 1.25, cachedInput: 0.125, output: 10 },
      concurrency: 64,
      aheadConcurrency: 63,
      requestTimeoutMs: 600_000,
      replay: 'full',
      vllm: false,
    });
    expect(config.models.spec?.model).toBe('gpt-5-mini');
    expect(config.models.spec?.priceUsdPerMillion).toEqual({ input: 0.25, cachedInput: 0.025, output: 2 });
    expect(config.agent).toEqual({ maxSteps: 15, maxSeconds: 1800, maxTokens: 2_000_000, maxCostUsd: 10 });
    expect(config.speculation).toMatchObject({
      enabled: true,
      strategy: 'exact',
      topK: 3,
      gate: 'value',
      lookahead: 1,
    });
    expect(config.store).toEqual({ kind: 'file', path: '.forerun/store' });
    expect(config.search).toEqual({ provider: 'serper', apiKey: '', url: 'https://google.serper.dev' });
  });

  it('one value in every source: → flag beats environment beats .env beats file', () => {
    const sources: ConfigInput = {
      flags: [{ flag: '--max-steps', path: 'agent.maxSteps', value: '1' }],
      env: { GAIA_MAX_STEPS: '2' },
      dotenv: { GAIA_MAX_STEPS: '3' },
      file: file({ agent: { maxSteps: 4 } }),
    };
    const order = ['flags', 'env', 'dotenv', 'file'] as const;
    const seen: number[] = [];
    for (const name of order) {
      seen.push(load(sources).agent.maxSteps);
      delete sources[name];
    }
    expect([...seen, load({}).agent.maxSteps]).toEqual([1, 2, 3, 4, 15]);
  });

  it('sources: → each value names where it came from', () => {
    const loaded = loadConfig({ env: { GAIA_TOPK: '5' }, file: file({ agent: { maxSteps: 4 } }) });
    expect(loaded.ok && loaded.sources).toMatchObject({
      'speculation.topK': { kind: 'environment', name: 'GAIA_TOPK' },
      'agent.maxSteps': { kind: 'file', name: 'forerun.config.json: agent.maxSteps' },
      'agent.maxSeconds': { kind: 'default' },
    });
  });

  it('names of the earlier implementation: → the settings they stand for', () => {
    const config = load({
      env: {
        MODEL_PROVIDER: 'vllm',
        VLLM_BASE_URL: 'http://gpu:8003/v1/',
        VLLM_SPEC_URL: 'http://a:8004/v1, http://b:8004/v1',
        GAIA_ACTOR_MODEL: '/models/Qwen2.5-72B',
        LLM_MAX_TOKENS: '2048',
        DISABLE_SPECULATION: '1',
        VERIFICATION_STRATEGY: 'tool_name_only',
      },
    });
    expect(config.models.actor).toMatchObject({
      baseUrls: ['http://gpu:8003/v1'],
      apiKey: 'EMPTY',
      model: '/models/Qwen2.5-72B',
      maxTokens: 2048,
      vllm: true,
      priceUsdPerMillion: { input: 0, cachedInput: 0, output: 0 },
    });
    expect(config.models.spec?.baseUrls).toEqual(['http://a:8004/v1', 'http://b:8004/v1']);
    expect(config.speculation).toMatchObject({ enabled: false, strategy: 'tool_name_only' });
  });

  it('provider vllm without URLs: → ports 8003 and 8004, images at the actor with its model', () => {
    const { models } = load({ env: { MODEL_PROVIDER: 'vllm', GAIA_ACTOR_MODEL: 'qwen' } });
    expect(models.actor?.baseUrls).toEqual(['http://localhost:8003/v1']);
    expect(models.spec?.baseUrls).toEqual(['http://localhost:8004/v1']);
    expect(models.vision).toMatchObject({ baseUrls: ['http://localhost:8003/v1'], model: 'qwen' });
  });

  it('provider openai: → VLLM_* variables do not count', () => {
    expect(load({ env: { VLLM_ACTOR_URL: 'http://gpu:1/v1' } }).models.actor?.baseUrls).toEqual([
      'https://api.openai.com/v1',
    ]);
  });

  it('aheadConcurrency not set: → one less than concurrency, at least 1', () => {
    const ahead = (concurrency: string) =>
      load({ env: { FORERUN_SPEC_CONCURRENCY: concurrency } }).models.spec?.aheadConcurrency;
    expect([ahead('1'), ahead('2'), ahead('9')]).toEqual([1, 1, 8]);
  });

  it('empty and blank variables: → not set', () => {
    expect(load({ env: { GAIA_TOPK: '', VLLM_ACTOR_URL: ' ', MODEL_PROVIDER: '' } })).toEqual(load({}));
  });

  it('price as text: → three parts', () => {
    expect(load({ env: { FORERUN_ACTOR_PRICE: '3/0.3/15' } }).models.actor?.priceUsdPerMillion).toEqual({
      input: 3,
      cachedInput: 0.3,
      output: 15,
    });
  });

  it('search provider not named: → the first that has a key', () => {
    expect(load({ env: { BRAVE_API_KEY: 'b', TAVILY_API_KEY: 't' } }).search).toEqual({
      provider: 'tavily',
      apiKey: 't',
      url: 'https://api.tavily.com',
    });
    expect(
      load({ env: { SEARCH_PROVIDER: 'brave', BRAVE_API_KEY: 'b', TAVILY_API_KEY: 't' } }).search.apiKey,
    ).toBe('b');
  });

  it('a further profile in the file: → resolved like a role, and not changed by general variables', () => {
    const { models } = load({
      env: { OPENAI_BASE_URL: 'https://gw.example/v1', LLM_MAX_TOKENS: '5' },
      file: file({
        models: { 'judge-4.1': { model: 'gpt-4.1', baseUrls: ['http://127.0.0.1:9/v1'], maxTokens: 7 } },
      }),
    });
    expect(models['judge-4.1']).toMatchObject({
      baseUrls: ['http://127.0.0.1:9/v1'],
      maxTokens: 7,
      model: 'gpt-4.1',
    });
    expect(models.actor).toMatchObject({ baseUrls: ['https://gw.example/v1'], maxTokens: 5 });
  });

  it('store s3: → its settings; AWS_REGION where no region of its own is set', () => {
    const env = { FORERUN_STORE: 's3', FORERUN_S3_BUCKET: 'b', AWS_REGION: 'eu-central-1' };
    expect(load({ env }).store).toEqual({
      kind: 's3',
      bucket: 'b',
      prefix: '',
      region: 'eu-central-1',
      forcePathStyle: false,
    });
  });
});

describe('loadConfig problems', () => {
  it('many mistakes in all sources: → all reported at once, each with its remedy', () => {
    const problems = problemsOf({
      flags: [{ flag: '--lookahead', path: 'speculation.lookahead', value: 'two' }],
      env: {
        GAIA_MAX_STEPS: '0',
        VERIFICATION_STRATEGY: 'fuzzy',
        ACTOR_BASE_URL: 'localhost:8003',
        FORERUN_LOOKAHED: '1',
        DISABLE_SPECULATION: 'maybe',
        FORERUN_STORE: 's3',
      },
      dotenv: { GAIA_TOPK: '99' },
      file: file({
        speculation: { strategy: 'exact', topk: 3 },
        agent: 5,
        toolPolicy: { web_serch: { effect: 'read' }, calculate: { effect: 'none' } },
        models: { spec: { baseUrls: ['ftp://x'] }, 'bad name': {} },
      }),
    });
    expect(problems.map(({ where }) => where).toSorted()).toEqual(
      [
        '--lookahead',
        'GAIA_MAX_STEPS',
        'VERIFICATION_STRATEGY',
        'ACTOR_BASE_URL',
        'FORERUN_LOOKAHED',
        'DISABLE_SPECULATION',
        'FORERUN_STORE',
        'GAIA_TOPK',
        'forerun.config.json: speculation.topk',
        'forerun.config.json: agent',
        'forerun.config.json: toolPolicy.web_serch',
        'forerun.config.json: toolPolicy.calculate.effect',
        'forerun.config.json: models.spec.baseUrls',
        'forerun.config.json: models.bad name',
      ].toSorted(),
    );
    for (const { remedy } of problems) expect(remedy).toMatch(/\.$/);
    const remedyOf = (where: string) => problems.find((problem) => problem.where.endsWith(where))?.remedy;
    expect(remedyOf('VERIFICATION_STRATEGY')).toContain('exact, tool_name_only, none, jaccard');
    expect(remedyOf('FORERUN_LOOKAHED')).toContain('Did you mean FORERUN_LOOKAHEAD?');
    expect(remedyOf('speculation.topk')).toContain('Did you mean topK?');
    expect(remedyOf('toolPolicy.web_serch')).toContain('Did you mean web_search? Tools are');
  });

  it('a wrong value that something stronger overrides: → still reported', () => {
    expect(
      problemsOf({ env: { GAIA_TOPK: '2' }, file: file({ speculation: { topK: 'many' } }) }),
    ).toHaveLength(1);
  });

  it('a file that is no object: → one problem that names it', () => {
    expect(problemsOf({ file: file([1]) })).toEqual([
      { where: 'forerun.config.json', problem: '[1] is not an object', remedy: expect.any(String) },
    ]);
  });

  it('file with __proto__ and constructor as keys: → refused', () => {
    const content: unknown = JSON.parse(
      '{"__proto__":{"a":1},"models":{"__proto__":{"model":"m"}},"constructor":1}',
    );
    expect(problemsOf({ file: file(content) })).toHaveLength(3);
  });

  it('a profile without a model: → named', () => {
    expect(problemsOf({ file: file({ models: { judge: { maxTokens: 5 } } }) })[0]?.where).toBe(
      'models.judge.model',
    );
  });

  it('more requests ahead than requests: → refused', () => {
    const env = { FORERUN_ACTOR_CONCURRENCY: '2', FORERUN_ACTOR_AHEAD_CONCURRENCY: '3' };
    expect(problemsOf({ env })[0]?.where).toBe('FORERUN_ACTOR_AHEAD_CONCURRENCY');
  });

  it('a bucket without the word s3: → refused, since data would go elsewhere', () => {
    expect(problemsOf({ env: { FORERUN_S3_BUCKET: 'b' } })[0]?.remedy).toContain('FORERUN_STORE');
    expect(problemsOf({ env: { FORERUN_S3_BUCKET: 'b', FORERUN_STORE: 'file' } })).toEqual([]);
  });

  it('a key of the wrong type and a URL with a password: → neither is shown', () => {
    const text = JSON.stringify(
      problemsOf({
        env: { ACTOR_BASE_URL: 'ftp://me:hunter2@x' },
        file: file({ models: { actor: { apiKey: { value: 'sk-hidden' } } } }),
      }),
    );
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('sk-hidden');
  });

  it('other variables with our prefix: → ignored unless nearly one of ours', () => {
    expect(problemsOf({ env: { FORERUN_TEST_SEED: '1', GAIA_SOMETHING: '1' } })).toEqual([]);
  });
});
