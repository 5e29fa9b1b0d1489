import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { startSimulatedServer, type SimulatedServer } from '../../models/simulated/server';
import { events } from '../support/history';
import { waitFor } from '../support/wait-for';
import { ProgramBed } from './program-bed';
import { cpuSeconds, descendants, isRunning, type WorkerProgram } from './worker-process';

const GRACE_MS = 400;
const ANSWER = { text: 'FINAL ANSWER: 42' };
const call = (tool: string, args: Record<string, string>) => ({ calls: [{ tool, arguments: args }] });
const busyLoop = call('code_exec', { language: 'javascript', code: 'for (;;);' });

const SCRIPT: SimulationScriptInput = {
  models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } },
  conversations: [
    { id: 'quick', match: 'quick', turns: [{ ...ANSWER, seconds: 0.3 }] },
    { id: 'stuck', match: 'stuck', turns: [ANSWER] },
    { id: 'warm', match: 'warm', turns: [call('calculate', { expression: '6 * 7' }), ANSWER] },
    { id: 'busy', match: 'busy', turns: [busyLoop, ANSWER] },
  ],
  // The first request is never answered: only a worker that gives its work back lets another one answer.
  faults: [{ kind: 'hang', when: { role: 'actor', conversation: 'stuck' }, count: 1 }],
};

let bed: ProgramBed;
let models: SimulatedServer;

beforeAll(async () => {
  models = await startSimulatedServer({ script: SCRIPT });
  bed = await ProgramBed.start({
    workflows: true,
    env: {
      ACTOR_BASE_URL: models.url,
      SPEC_BASE_URL: models.url,
      GAIA_ACTOR_MODEL: 'sim-actor',
      GAIA_SPEC_MODEL: 'sim-predictor',
      FORERUN_SHUTDOWN_GRACE_MS: String(GRACE_MS),
      FORERUN_ALLOW_WEAK_SANDBOX: '1',
    },
  });
  await bed.program('orchestrator').ready();
});

afterAll(async () => {
  await bed?.stop();
  await models?.close();
});

const asked = (conversation: string): boolean =>
  models.requests.some((request) => request.conversation === conversation && request.role === 'actor');

describe('SIGTERM', () => {
  it('work that ends within the grace time: → finished here, exit 0, polls nothing more', async () => {
    const actor = bed.program('actor', { env: { FORERUN_SHUTDOWN_GRACE_MS: '20000' } });
    await actor.ready();
    const run = await bed.startRun('a quick one', 'baseline');
    await waitFor('the request', () => asked('quick'));
    actor.kill('SIGTERM');
    expect(await actor.exit()).toBe(0);
    expect(await run.result()).toMatchObject({ status: 'answered', answer: '42' });
    expect(models.requests.filter(({ conversation }) => conversation === 'quick')).toHaveLength(1);
  });

  it('work that does not end: → 503 while draining, given back, taken by another worker, exit 0', async () => {
    const first = bed.program('actor', { env: { FORERUN_SHUTDOWN_GRACE_MS: '1500' } });
    await first.ready();
    const run = await bed.startRun('the stuck one', 'baseline');
    await waitFor('the request', () => asked('stuck'));
    first.kill('SIGTERM');
    await waitFor('503', async () => (await first.health()).status === 503);
    const second = bed.program('actor');
    await second.ready();
    expect(await first.exit()).toBe(0);
    expect(await run.result()).toMatchObject({ status: 'answered', answer: '42' });
    const started = (await events(run)).map((event) => event.activityTaskStartedEventAttributes);
    const retried = started.find((attributes) => attributes?.attempt === 2);
    expect(retried?.lastFailure?.applicationFailureInfo?.type).toBe('worker_shutdown');
    expect(models.requests.filter(({ conversation }) => conversation === 'stuck')).toMatchObject([
      { abortedByClient: true },
      { abortedByClient: false },
    ]);
    second.kill('SIGTERM');
    expect(await second.exit()).toBe(0);
  });

  it('the same signal once more: → ends at once, whatever runs', async () => {
    models.setScript(SCRIPT);
    models.clearRequests();
    const actor = bed.program('actor', { env: { FORERUN_SHUTDOWN_GRACE_MS: '600000' } });
    await actor.ready();
    const run = await bed.startRun('the stuck one', 'baseline');
    await waitFor('the request', () => asked('stuck'));
    actor.kill('SIGTERM');
    await waitFor('503', async () => (await actor.health()).status === 503);
    actor.kill('SIGTERM');
    expect(await actor.exit()).toBe(143);
    await run.terminate();
  });

  it('Ctrl-C in a terminal, passed on by the command around it: → one wish, drained', async () => {
    const actor = bed.program('actor');
    await actor.ready();
    actor.kill('SIGINT');
    actor.kill('SIGTERM');
    expect(await actor.exit()).toBe(0);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('child processes of a tools worker', () => {
  let actor: WorkerProgram;

  beforeAll(async () => {
    actor = bed.program('actor');
    await actor.ready();
  });

  /** A tools worker and the processes under it, once one of them waits for the next call, or computes for ever. */
  async function toolsWith(question: 'a warm one' | 'a busy one') {
    const tools = bed.program('tools');
    await tools.ready();
    const run = await bed.startRun(question, 'baseline');
    if (question === 'a warm one') await run.result();
    else await waitFor('the busy loop', () => descendants(tools.pid).some((pid) => cpuSeconds(pid) > 1));
    const children = descendants(tools.pid);
    expect(children.length).toBeGreaterThan(0);
    const isGone = () => waitFor(`the end of ${children.join(', ')}`, () => !children.some(isRunning));
    return { tools, isGone, end: () => run.terminate().catch(() => undefined) };
  }

  it.each([
    ['a warm one', 'SIGTERM', 0],
    ['a warm one', 'SIGKILL', 'SIGKILL'],
    ['a busy one', 'SIGTERM', 0],
    ['a busy one', 'SIGKILL', 'SIGKILL'],
  ] as const)('%s, %s: → none is left', async (question, signal, end) => {
    const running = await toolsWith(question);
    running.tools.kill(signal);
    expect(await running.tools.exit()).toBe(end);
    await running.isGone();
    await running.end();
  });

  it('the second signal while code runs: → none is left', async () => {
    const { tools, isGone, end } = await toolsWith('a busy one');
    tools.kill('SIGTERM');
    await waitFor('503', async () => (await tools.health()).status === 503);
    tools.kill('SIGTERM');
    expect(await tools.exit()).toBe(143);
    await isGone();
    await end();
  });
});
