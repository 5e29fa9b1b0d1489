import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProgramBed } from './program-bed';
import { waitFor } from '../support/wait-for';

let bed: ProgramBed;

beforeAll(async () => {
  bed = await ProgramBed.start({ workflows: false });
});

afterAll(() => bed.stop());

/** Starts a program that is to fail, and tells how. */
async function failing(program: string, options: Parameters<ProgramBed['program']>[1] = {}) {
  const started = bed.program(program, options);
  const code = await started.exit();
  return { code, stdout: started.stdout, stderr: started.stderr };
}

/** A folder with the given `.env`, in which nothing else lies. */
function folderWith(name: string, dotenv: string): string {
  const folder = path.join(bed.folder, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, '.env'), dotenv);
  return folder;
}

describe('a worker program that cannot start', () => {
  it('several wrong settings: → exit 2, every problem with its remedy', async () => {
    const { code, stderr } = await failing('actor', { env: { GAIA_MAX_STEPS: 'many', GAIA_TOPK: '99' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /2 problems[^]*GAIA_MAX_STEPS[^]*Give a whole number[^]*GAIA_TOPK[^]*from 1 to 10/,
    );
  });

  it.each([
    [['nonsense'], /no worker role "nonsense"[^]*orchestrator, actor, tools, spec/],
    [[], /no worker role was named/],
    [['actor', '--concurrency', '0'], /--concurrency 0 is not a whole number/],
    [['actor', '--colour'], /--colour/],
  ])('arguments %j: → exit 2 and what is wrong', async (args, said) => {
    const { code, stderr } = await failing('main', { args });
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('nobody at the Temporal address: → exit 1, the address and what to do, no stack', async () => {
    const { code, stdout, stderr } = await failing('actor', { env: { TEMPORAL_ADDRESS: '127.0.0.1:9' } });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/no Temporal server answers at 127\.0\.0\.1:9[^]*correct TEMPORAL_ADDRESS/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a namespace that is not there: → exit 1, its name and how to make it', async () => {
    const { code, stderr } = await failing('tools', { env: { TEMPORAL_NAMESPACE: 'nowhere' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/has no namespace "nowhere"[^]*operator namespace create --namespace nowhere/);
  });

  it('workflows were never bundled: → the orchestrator exits 2 and says how', async () => {
    rmSync(path.join(bed.dist, 'workflow-bundle.js'), { force: true });
    const { code, stderr } = await failing('orchestrator');
    expect(code).toBe(2);
    expect(stderr).toMatch(/compiled workflows are not there[^]*npm run build/);
  });

  it('the same where another role’s workers were made before: → the same, and nothing about connections', async () => {
    rmSync(path.join(bed.dist, 'workflow-bundle.js'), { force: true });
    const { code, stderr } = await failing('main', { args: ['actor', 'orchestrator'] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/compiled workflows are not there/);
  });

  it('a table of another version, beside other roles: → exit 2, file, version and what to do', async () => {
    const table = path.join(bed.folder, 'table.json');
    writeFileSync(table, '{"schema":"forerun-table/99"}');
    const { code, stderr } = await failing('main', {
      args: ['actor', 'tools', 'spec'],
      env: { FORERUN_TABLE_MODEL: table },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: the table \S+table\.json is of version "forerun-table\/99"/m);
    expect(stderr).toMatch(/forerun learn table/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('the port of /healthz is taken: → exit 1, port and variable, before any work is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout, stderr } = await failing('actor', { env: { FORERUN_HEALTH_PORT: String(port) } });
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`port ${port} for /healthz is taken[^]*FORERUN_HEALTH_PORT`));
  });
});

describe('a worker program that starts', () => {
  it('the server stands in .env alone: → found there, and left again on SIGTERM', async () => {
    const { address, namespace } = bed.temporal;
    const cwd = folderWith('dotenv', `TEMPORAL_ADDRESS=${address}\nTEMPORAL_NAMESPACE=${namespace}\n`);
    const worker = bed.program('actor', { cwd, env: { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '' } });
    expect(await worker.ready()).toMatchObject({ roles: ['actor'], pid: worker.pid });
    expect(worker.log().find(({ msg }) => msg === 'workers are running')).toMatchObject({ address });
    worker.kill('SIGTERM');
    expect(await worker.exit()).toBe(0);
  });

  it('no key for models and search: → runs, and warns of each once', async () => {
    const worker = bed.program('main', { args: ['actor', 'tools', 'spec'] });
    await worker.ready();
    await waitFor('a running worker', () => worker.log().some(({ state }) => state === 'RUNNING'));
    const warned = worker.log().filter(({ level }) => level === 'warn');
    expect(warned.map(({ missing }) => missing)).toEqual(['OPENAI_API_KEY', 'SERPER_API_KEY']);
    expect(warned[0]?.msg).toContain('Set OPENAI_API_KEY');
  });

  it('/healthz: → 200 while all workers run, another path 404', async () => {
    const worker = bed.program('spec');
    const { healthPort } = await worker.ready();
    const { status, body } = await worker.health();
    expect(status).toBe(200);
    const prefix = bed.env.FORERUN_QUEUE_PREFIX ?? '';
    expect(body).toEqual({
      ok: true,
      temporal: 'answers',
      workers: Object.fromEntries(
        ['spec-predict', 'spec-tools', 'spec-actor'].map((queue) => [prefix + queue, 'RUNNING']),
      ),
    });
    expect((await fetch(`http://127.0.0.1:${healthPort}/metrics`)).status).toBe(404);
  });

  it('the orchestrator: → has loaded no model client and no tool', async () => {
    const preload = path.join(bed.folder, 'list-modules.cjs');
    const list = `process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));`;
    writeFileSync(preload, list);
    writeFileSync(path.join(bed.dist, 'workflow-bundle.js'), 'void 0;');
    const worker = bed.program('orchestrator', { node: ['--require', preload] });
    await worker.ready();
    worker.kill('SIGTERM');
    await worker.exit();
    const modules = JSON.parse(worker.stdout.trim().split('\n').at(-1) ?? '') as string[];
    const inside = (name: string) => modules.filter((file) => file.includes(`${bed.dist}/${name}/`));
    expect(inside('workers')).not.toEqual([]);
    expect(['models', 'tools', 'activities', 'predictors'].flatMap(inside)).toEqual([]);
    expect(modules.filter((file) => /node_modules\/(openai|undici|mathjs|linkedom)\//.test(file))).toEqual(
      [],
    );
  });

  it('Temporal goes away: → /healthz 503 that says so', async () => {
    const { relay, close } = await relayTo(bed.temporal.address);
    const worker = bed.program('actor', { env: { TEMPORAL_ADDRESS: relay } });
    expect((await worker.health()).status).toBe(200);
    await close();
    await waitFor('503', async () => (await worker.health()).status === 503);
    expect((await worker.health()).body).toMatchObject({ ok: false, temporal: 'does not answer' });
  });
});

/** A TCP relay that can be torn down, in front of a server that others still use. */
async function relayTo(address: string): Promise<{ relay: string; close(): Promise<void> }> {
  const { connect } = await import('node:net');
  const [host = '', port = ''] = address.split(':');
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    const upstream = connect(Number(port), host);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => undefined);
    }
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    relay: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
