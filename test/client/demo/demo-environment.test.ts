import { describe, expect, it } from '@jest/globals';
import { demoEnvironment } from '../../../client/demo/demo-environment';
import { loadConfig } from '../../../core/config/load-config';
import type { TemporalAddress } from '../../../runtime/temporal-address';

const PLACES = {
  web: { url: 'http://127.0.0.1:4000', host: '127.0.0.1:4000' },
  queuePrefix: 'demo-x-',
  storePath: '/tmp/store',
};
const EMBEDDED: TemporalAddress = {
  address: '127.0.0.1:7000',
  namespace: 'default',
  connection: { address: '127.0.0.1:7000' },
};
const KEYS = { OPENAI_API_KEY: 'sk-own' };
const OWN = {
  PATH: '/usr/bin',
  OPENAI_API_KEY: 'sk-own',
  GAIA_ACTOR_MODEL: 'gpt-5',
  MODEL_PROVIDER: 'vllm',
  FORERUN_MAX_SECONDS: '1',
  HF_TOKEN: 'hf-own',
  TEMPORAL_ADDRESS: 'cluster:7233',
  TEMPORAL_API_KEY: 'temporal-own',
};

describe('environment of the demonstration', () => {
  it('simulated models: a user with settings of every kind → none of them, and no key, reaches the workers', () => {
    const env = demoEnvironment(OWN, { ...PLACES, modelsUrl: 'http://127.0.0.1:3000/v1' }, EMBEDDED);
    expect(env.PATH).toBe('/usr/bin');
    expect(env.TEMPORAL_ADDRESS).toBe('127.0.0.1:7000');
    expect(JSON.stringify(env)).not.toMatch(/own|cluster|vllm|FORERUN_MAX_SECONDS/);
  });

  it('simulated models: read as configuration → models, search and web at the demonstration’s places', () => {
    const env = demoEnvironment({}, { ...PLACES, modelsUrl: 'http://127.0.0.1:3000/v1' }, EMBEDDED);
    const loaded = loadConfig({ env });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const { models, search, web, temporal } = loaded.config;
    for (const role of ['actor', 'spec', 'vision']) {
      expect(models[role]!.baseUrls).toEqual(['http://127.0.0.1:3000/v1']);
      expect(models[role]!.model).toMatch(/^simulated-/);
    }
    expect(search.url).toBe('http://127.0.0.1:4000');
    expect(web.allowPrivateHosts).toEqual(['127.0.0.1:4000']);
    expect(temporal.queuePrefix).toBe('demo-x-');
  });

  it.each([{ modelsUrl: 'http://127.0.0.1:3000/v1' }, {}])(
    'what is learned from it (%j): → a profile of its own, not the deployment’s',
    (models) => {
      const loaded = loadConfig({
        env: demoEnvironment({ ...KEYS, FORERUN_PROFILE: 'ours' }, { ...PLACES, ...models }, EMBEDDED),
      });
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
      expect(loaded.config.speculation.profile).toBe('demonstration');
    },
  );

  it('real models: the same user → keys and models stay, the web is local', () => {
    const env = demoEnvironment(OWN, PLACES, EMBEDDED);
    expect(env).toMatchObject({ OPENAI_API_KEY: 'sk-own', GAIA_ACTOR_MODEL: 'gpt-5' });
    expect(env).toMatchObject({ SERPER_URL: 'http://127.0.0.1:4000', TEMPORAL_ADDRESS: '127.0.0.1:7000' });
    expect(env.TEMPORAL_API_KEY).toBeUndefined();
  });

  it('the user’s own Temporal server: asked for → its settings stay', () => {
    const env = demoEnvironment(OWN, { ...PLACES, modelsUrl: 'http://127.0.0.1:3000/v1' }, undefined);
    expect(env).toMatchObject({ TEMPORAL_ADDRESS: 'cluster:7233', TEMPORAL_API_KEY: 'temporal-own' });
  });
});
