import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { WORKER_FLAGS } from '../../client/embedded/worker-flags';
import { WORKER_ROLES } from '../../contracts/names';
import { loadConfig } from '../../core/config/load-config';
import { stopTimes } from '../../workers/shared/stop-times';
import { readCompose, readText, repoRoot, usedVariables, variablesOf } from './support/read-compose';

const FILE = 'docker-compose.yml';
const SANDBOX = 'deploy/docker-compose.sandbox.yml';
const compose = readCompose(FILE, { TEMPORAL_DB_PASSWORD: 'secret' });
const services = Object.entries(compose.services);
const workers = WORKER_ROLES.map((role) => [role, compose.services[`worker-${role}`]!] as const);

/** Validates against the schema of the Compose Specification (test/fixtures/compose-spec). */
function schemaErrors(document: unknown): unknown[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validate = ajv.compile(
    JSON.parse(readText('test/fixtures/compose-spec/compose-spec.json')) as object,
  );
  return validate(document) ? [] : (validate.errors ?? []);
}

describe('docker-compose.yml', () => {
  it.each([FILE, SANDBOX])('%s: → fits the schema of the Compose Specification', (file) => {
    expect(schemaErrors(parse(readText(file), { merge: true }))).toEqual([]);
    expect(schemaErrors(readCompose(file, { TEMPORAL_DB_PASSWORD: 'secret' }))).toEqual([]);
  });

  it('schema: a key that Compose does not know → refused', () => {
    expect(schemaErrors({ services: { a: { image: 'b', helthcheck: {} } } })).not.toEqual([]);
  });

  it('no database password: → refused before anything starts', () => {
    expect(() => readCompose(FILE, {})).toThrow('TEMPORAL_DB_PASSWORD');
  });

  it('variables: → a default, or required; all described in .env.example or deploy/compose.env.example', () => {
    const used = usedVariables(FILE);
    const described = new Set([...variablesOf('.env.example'), ...variablesOf('deploy/compose.env.example')]);
    const undescribed = [...used.keys()].filter((name) => !described.has(name));
    const bare = [...used.values()].filter(({ hasDefault, required }) => !hasDefault && !required);
    expect({ undescribed, bare }).toEqual({ undescribed: [], bare: [] });
    const unused = variablesOf('deploy/compose.env.example').filter((name) => !used.has(name));
    expect(unused).toEqual([]);
  });

  it('compose.env.example: → the defaults of the compose file', () => {
    const shown = [...readText('deploy/compose.env.example').matchAll(/^#([A-Z0-9_]+)=(.+)$/gm)];
    expect(shown.length).toBeGreaterThan(10);
    for (const [, name = '', value = ''] of shown) expect(readText(FILE)).toContain(`\${${name}:-${value}}`);
  });

  it.each(services)('%s: image → a pinned version', (_name, service) => {
    expect(service.image).toMatch(/^[a-z0-9./-]+:v?\d[\w.-]*$/);
  });

  it.each(services)(
    '%s: files → every mounted or built path exists, every named volume is declared',
    (_name, service) => {
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        // Folders of the user, which the command line reads and writes.
        if (['./gaia_dataset', './runs'].includes(source)) continue;
        if (source.startsWith('.')) expect(existsSync(path.join(repoRoot, source))).toBe(true);
        else expect(Object.keys(compose.volumes ?? {})).toContain(source);
      }
      if (service.build)
        expect(existsSync(path.join(repoRoot, service.build.context, 'Dockerfile'))).toBe(true);
    },
  );

  it.each(services)('%s: scripts → the ones of deploy/', (_name, service) => {
    const script = service.entrypoint?.find((word) => word.startsWith('/forerun/'));
    if (script === undefined) return;
    const mount = service.volumes?.find((volume) => volume.endsWith(':/forerun:ro'))?.split(':')[0] ?? '';
    expect(existsSync(path.join(repoRoot, mount, path.basename(script)))).toBe(true);
  });

  it.each(services)(
    '%s: waits for → services that are there, healthy ones with a health check',
    (_name, service) => {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        const other = compose.services[name];
        expect(other).toBeDefined();
        if (condition === 'service_healthy') expect(other?.healthcheck?.test?.[0]).toBe('CMD');
        else expect(condition).toBe('service_completed_successfully');
        // Only what ends may be waited for the end of.
        expect(other?.restart === 'on-failure:5').toBe(condition === 'service_completed_successfully');
      }
    },
  );

  it.each(services)(
    '%s: long-running → health check and restart; one-shot → restart on failure only',
    (name, service) => {
      if (name === 'forerun') return expect(service.profiles).toEqual(['cli']);
      if (service.restart === 'on-failure:5') return expect(service.healthcheck).toBeUndefined();
      expect(service.restart).toBe('unless-stopped');
      expect(service.healthcheck?.test).toBeDefined();
    },
  );

  it.each(services)('%s: published ports → on loopback', (_name, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('secrets: → from variables, none in the file', () => {
    const environments = services.map(([, service]) => service.environment ?? {});
    const given = environments.flatMap((environment) => Object.entries(environment));
    const secret = given.filter(([name, value]) => /PASSWORD|PWD|KEY|TOKEN/.test(name) && value !== '');
    expect([...new Set(secret.map(([, value]) => value))].sort()).toEqual(['EMPTY', 'secret']);
  });
});

describe('docker-compose.yml, workers', () => {
  it.each(workers)('%s: → its own program, which exists', (role, service) => {
    expect(service.command).toEqual(['node', ...WORKER_FLAGS, `dist/workers/${role}.js`]);
    expect(existsSync(path.join(repoRoot, 'workers', `${role}.ts`))).toBe(true);
  });

  it.each(workers)('%s: --scale → no fixed name, no published port', (_role, service) => {
    expect(service.container_name).toBeUndefined();
    expect(service.ports).toBeUndefined();
  });

  it.each(workers)('%s: stopping → Docker waits longer than the worker drains', (_role, service) => {
    const loaded = loadConfig({ env: {} });
    if (!loaded.ok) throw new Error('the defaults are a configuration');
    expect(service.stop_grace_period).toMatch(/^\d+s$/);
    expect(Number.parseInt(service.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(
      Number(stopTimes(loaded.config).shutdownForceTime),
    );
  });

  it('workers and command line: → one image, one environment, one store; the image is built', () => {
    const all = [...workers.map(([, service]) => service), compose.services.forerun!];
    for (const { image, environment, env_file, volumes } of all) {
      expect({ image, environment, env_file }).toEqual({
        image: all[0]!.image,
        environment: all[0]!.environment,
        env_file: all[0]!.env_file,
      });
      expect(volumes?.[0]).toBe(`forerun-store:${environment?.FORERUN_STORE_PATH}`);
    }
    expect(compose.services['worker-orchestrator']?.build).toBeDefined();
    expect(compose.services.forerun?.build).toBeDefined();
  });

  it.each([
    ['OpenAI', { OPENAI_API_KEY: 'k' }, ['https://api.openai.com/v1']],
    ['vLLM beside it', { MODEL_PROVIDER: 'vllm' }, ['http://vllm-actor:8003/v1']],
    ['vLLM elsewhere', { MODEL_PROVIDER: 'vllm', VLLM_BASE_URL: 'http://gpu:1/v1' }, ['http://gpu:1/v1']],
    ['a bucket', { FORERUN_STORE: 's3', FORERUN_S3_BUCKET: 'b' }, ['https://api.openai.com/v1']],
  ])('%s: → the environment is a valid configuration', (_case, dotenv, urls) => {
    const { services: filled } = readCompose(FILE, { TEMPORAL_DB_PASSWORD: 'secret', ...dotenv });
    const loaded = loadConfig({ env: { ...dotenv, ...filled['worker-actor']!.environment } });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.models.actor?.baseUrls).toEqual(urls);
  });

  it('variables of the compose file in .env: → none is taken for a misspelt one of the workers', () => {
    const others = variablesOf('deploy/compose.env.example').map((name) => [name, 'x'] as const);
    expect(loadConfig({ env: { OPENAI_API_KEY: 'k', ...Object.fromEntries(others) } })).toMatchObject({
      ok: true,
    });
  });

  it("the database's password: → not in the environment of those who run tools", () => {
    for (const [, { environment }] of workers) expect(environment?.TEMPORAL_DB_PASSWORD).toBe('');
  });

  it('sandbox file: → changes the tools worker alone, and only its walls', () => {
    const { services: changed } = readCompose(SANDBOX, {});
    expect(Object.entries(changed).map(([name, service]) => [name, Object.keys(service)])).toEqual([
      ['worker-tools', ['security_opt']],
    ]);
  });
});

describe('docker-compose.yml, vLLM', () => {
  const vllm = readCompose(FILE, {
    TEMPORAL_DB_PASSWORD: 'secret',
    GAIA_ACTOR_MODEL: 'Qwen/QwQ-32B',
    GAIA_SPEC_MODEL: 'Qwen/Qwen2.5-3B-Instruct',
    VLLM_ACTOR_GPU: '2,3',
    VLLM_SPEC_PARSER: 'llama3_json',
  }).services;

  it('profile: → two servers, not there without it', () => {
    expect(services.filter(([, { profiles }]) => profiles?.includes('vllm')).map(([name]) => name)).toEqual([
      'vllm-actor',
      'vllm-spec',
    ]);
  });

  it('variables: → model, parser and devices of each role', () => {
    expect(vllm['vllm-actor']?.environment).toMatchObject({
      MODEL: 'Qwen/QwQ-32B',
      TOOL_CALL_PARSER: 'hermes',
    });
    expect(vllm['vllm-spec']?.environment).toMatchObject({
      MODEL: 'Qwen/Qwen2.5-3B-Instruct',
      TOOL_CALL_PARSER: 'llama3_json',
    });
    const devices = (name: string) => vllm[name]?.deploy?.resources.reservations.devices[0]?.device_ids;
    expect([devices('vllm-actor'), devices('vllm-spec')]).toEqual([['2,3'], ['1']]);
  });

  it.each(['actor', 'spec'])('%s: port → the one that the workers are given', (role) => {
    const { environment } = compose.services['worker-actor']!;
    const { PORT = '' } = vllm[`vllm-${role}`]?.environment ?? {};
    expect(environment?.[`VLLM_${role.toUpperCase()}_URL`]).toBe(`http://vllm-${role}:${PORT}/v1`);
    expect(vllm[`vllm-${role}`]?.ports?.[0]?.endsWith(`:${PORT}`)).toBe(true);
  });
});
