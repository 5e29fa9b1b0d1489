import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startHealthServer } from '../../workers/shared/health-server';
import { SEARCH_ATTRIBUTES } from '../../contracts/names';
import { importTemporal } from '../scripts/helpers/scripts';
import { run } from '../scripts/helpers/run';
import { temporaryFolder } from '../support/temporary-folder';
import { testTemporal, type TestTemporal } from '../support/temporal';
import { repoRoot } from './support/read-compose';

const script = (name: string): string => path.join(repoRoot, 'deploy', name);

/** A folder with a program that notes its arguments and the named variables, one call a line, in `calls`. */
function recorder(name: string, variables: string[] = []): { folder: string; calls(): string[] } {
  const folder = temporaryFolder();
  const shown = variables.map((variable) => ` ${variable}=\${${variable}-unset}`).join('');
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "$*${shown}" >> "${folder}/calls"\n`);
  chmodSync(file, 0o755);
  const calls = (): string[] => readFileSync(path.join(folder, 'calls'), 'utf8').trimEnd().split('\n');
  return { folder, calls };
}

const env = (folder: string, values: Record<string, string>): Record<string, string> => ({
  PATH: `${folder}:/usr/bin:/bin`,
  HOME: folder,
  ...values,
});

describe('deploy scripts', () => {
  it.each(['temporal/setup-schema.sh', 'temporal/setup-namespace.sh', 'vllm/serve.sh'])(
    '%s: → a shell reads it, and it stops at unset variables',
    async (name) => {
      expect(await run('sh', ['-n', script(name)])).toMatchObject({ status: 0, stderr: '' });
      const bare = await run('sh', [script(name)], { env: { PATH: '/usr/bin:/bin' } });
      expect(bare.status).toBe(2);
      expect(readFileSync(script(name), 'utf8')).toContain('\nset -eu\n');
    },
  );

  it('setup-schema: → both databases created, set up, brought up to date; no password in arguments', async () => {
    const tool = recorder('temporal-sql-tool');
    const values = {
      SQL_HOST: 'h',
      SQL_PORT: '5432',
      SQL_USER: 'u',
      SQL_PASSWORD: 'secret',
      SQL_PLUGIN: 'postgres12',
    };
    const { status } = await run('sh', [script('temporal/setup-schema.sh')], {
      env: env(tool.folder, values),
    });
    expect(status).toBe(0);
    const schemas = '/etc/temporal/schema/postgresql/v12';
    expect(tool.calls()).toEqual(
      [
        ['temporal', 'temporal'],
        ['temporal_visibility', 'visibility'],
      ].flatMap(([database, schema]) => [
        `--database ${database} create-database`,
        `--database ${database} setup-schema --version 0.0`,
        `--database ${database} update-schema --schema-dir ${schemas}/${schema}/versioned`,
      ]),
    );
  });
});

describe('setup-namespace, on a real server', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await testTemporal();
  });
  afterAll(() => temporal.release());

  it('twice, the second time with another retention: → namespace, attributes, the retention last asked for', async () => {
    const cli = process.env.FORERUN_TEMPORAL_CLI ?? (await (await importTemporal()).findTemporalCli());
    const namespace = `deploy-${process.pid}`;
    const setUp = (retention: string) =>
      run('sh', [script('temporal/setup-namespace.sh')], {
        env: env(path.dirname(cli), {
          TEMPORAL_ADDRESS: temporal.address,
          TEMPORAL_NAMESPACE: namespace,
          TEMPORAL_RETENTION: retention,
        }),
      });
    const first = await setUp('90d');
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toContain(`namespace: ${namespace} created`);
    const connection = await Connection.connect({ address: temporal.address });
    const days = async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
    };
    expect(await days()).toBe(90);
    const second = await setUp('30d');
    expect(second).toMatchObject({ status: 0 });
    expect(second.stdout).toContain(`namespace: ${namespace} is there`);
    expect(second.stdout).not.toMatch(/created$/m);
    expect(await days()).toBe(30);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    await connection.close();
    const KEYWORD = 2;
    expect(customAttributes).toMatchObject(
      Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD])),
    );
  });
});

describe('vllm/serve.sh', () => {
  const serve = async (values: Record<string, string>) => {
    const vllm = recorder('vllm', ['VLLM_API_KEY', 'HF_TOKEN']);
    const given = { MODEL: '/models/my model', PORT: '8003', TOOL_CALL_PARSER: 'hermes', ...values };
    const { status, stderr } = await run('sh', [script('vllm/serve.sh')], { env: env(vllm.folder, given) });
    return { status, stderr, calls: status === 0 ? vllm.calls() : [] };
  };
  const COMMON =
    'serve /models/my model --host 0.0.0.0 --port 8003 --enable-auto-tool-choice --tool-call-parser hermes ' +
    '--scheduling-policy priority';

  it('defaults: → tool calling and priorities on, one GPU, no key asked for', async () => {
    const { calls } = await serve({ VLLM_API_KEY: 'EMPTY', HF_TOKEN: '' });
    expect(calls).toEqual([`${COMMON} --tensor-parallel-size 1 VLLM_API_KEY=unset HF_TOKEN=unset`]);
  });

  it('everything set: → passed on', async () => {
    const values = {
      GPUS_PER_MODEL: '2',
      EXTRA_ARGS: '--max-model-len 32768',
      VLLM_API_KEY: 'k',
      HF_TOKEN: 't',
    };
    const { calls } = await serve(values);
    const tail = '--tensor-parallel-size 2 --max-model-len 32768 VLLM_API_KEY=k HF_TOKEN=t';
    expect(calls).toEqual([`${COMMON} ${tail}`]);
  });

  it("the predictor's server: → no priorities, all its work is speculative", async () => {
    const { calls } = await serve({ ROLE: 'spec' });
    expect(calls).toHaveLength(1);
    expect(calls[0]).not.toContain('--scheduling-policy');
  });

  it('no model: → status 2, what to set', async () => {
    const { status, stderr } = await serve({ MODEL: '', ROLE: 'spec' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/the spec server[^]*GAIA_SPEC_MODEL/);
  });
});

describe('healthcheck.cjs', () => {
  const check = (port?: number) =>
    run(process.execPath, [script('healthcheck.cjs')], {
      env: port === undefined ? {} : { FORERUN_HEALTH_PORT: String(port) },
    });

  it.each([
    ['RUNNING', 0],
    ['DRAINING', 1],
  ])('worker %s: → status %i', async (state, status) => {
    const health = await startHealthServer(
      { workers: () => ({ actor: state }) },
      { port: 0, host: '127.0.0.1' },
    );
    const result = await check(health.port);
    await health.close();
    expect(result.status).toBe(status);
    expect(result.stdout).toContain(`"actor":"${state}"`);
  });

  it('nobody listens: → status 1 and why', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const result = await check(port);
    expect(result.status).toBe(1);
    expect(result.stdout).toContain('ECONNREFUSED');
  });

  it('no port is set: → status 1 and why', async () => {
    expect(await check()).toMatchObject({ status: 1, stdout: 'FORERUN_HEALTH_PORT is not set\n' });
  });
});
