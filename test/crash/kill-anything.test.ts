import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { auditRuns } from '../../client/audit/audit-runs';
import type { RunAudit } from '../../client/audit/audit-run';
import { patiently } from '../../client/sdk/await-outcome';
import type { AgentRun } from '../../client/sdk/start-run';
import { WORKER_ROLES } from '../../contracts/names';
import type { RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { randomIndex, seededRandom, type Random } from '../../core/random';
import { renderTranscript } from '../../activities/transcript-io';
import { fileTemporal, type FileTemporal } from '../support/temporal';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, calling, conversation, look, actorAndPredictor, msOf } from '../workflows/conversation';
import { Crew } from './crew';

const SEED = Number(process.env.FORERUN_CRASH_SEED ?? 20_260_607);
const EXTRA_KILLS = 3;
const TASKS = ['alpha', 'beta', 'gamma', 'delta'];

const VICTIMS = [...WORKER_ROLES, 'server'] as const;
type Victim = (typeof VICTIMS)[number];

/** Each process once and some once more, in an order of chance. */
function victimsOf(random: Random): Victim[] {
  const extra = Array.from({ length: EXTRA_KILLS }, () => VICTIMS[randomIndex(random, VICTIMS.length)]!);
  const victims: Victim[] = [...VICTIMS, ...extra];
  for (let index = victims.length - 1; index > 0; index -= 1) {
    const other = randomIndex(random, index + 1);
    [victims[index], victims[other]] = [victims[other]!, victims[index]!];
  }
  return victims;
}

const reading = (name: string) =>
  conversation(`reading ${name}`, [
    look(`${name} 1 200ms`),
    calling(['look', `${name} 2 100ms`], ['compute', `${name} 3 300ms`]),
    look(`${name} 4 400ms`),
    { ...calling(['compute', `${name} 5 100ms`]), wrong: [look(`${name} wrong 900ms`)] },
    look(`${name} 6 200ms`),
    answer(name),
  ]);

const writing = (name: string) =>
  conversation(`writing ${name}`, [
    look(`${name} w1 100ms`),
    calling(['send', `${name} w2 300ms`]),
    calling(['look', `${name} w3 100ms`], ['send', `${name} w4 300ms`]),
    answer(name),
  ]);

describe('kill -9 of any process at any time', () => {
  // Only its policy counts: the workers are processes with tools of their own.
  const { toolset } = testToolset({ ms: msOf });
  let folder: string;
  let temporal: FileTemporal;
  let bed: Testbed;
  let crew: Crew;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'forerun-crash-'));
    temporal = await fileTemporal(path.join(folder, '.forerun'));
    bed = await Testbed.start({
      temporal,
      toolset,
      roles: [],
      script: {
        models: actorAndPredictor({ actorMs: 300, predictorMs: 20, accuracy: 0.8 }),
        conversations: [
          ...TASKS.flatMap((name) => [reading(name), writing(name)]),
          conversation('lost write', [calling(['send', 'lost 6000ms']), answer('told')]),
        ],
        rules: [],
      },
    });
    crew = await Crew.start(bed);
  }, 90_000);
  afterAll(async () => {
    await crew?.stop();
    await bed?.stop();
    // Only now: the server writes into it to its end.
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const ended = (handle: WorkflowHandle<AgentRun>): Promise<RunOutcome> => patiently(() => handle.result());
  /** The audit of these runs, each claim of a pure tool executed again by the crew: without a finding. */
  async function expectClean(handles: readonly WorkflowHandle<AgentRun>[]): Promise<RunAudit[]> {
    const { store, config } = bed.context;
    const { audits, unaudited } = await patiently(() =>
      auditRuns({
        client: bed.client,
        store,
        workflowIds: handles.map(({ workflowId }) => workflowId),
        reExecute: { client: bed.client, queuePrefix: config.temporal.queuePrefix },
      }),
    );
    expect(unaudited).toEqual([]);
    expect(audits.map(({ workflow_id, findings }) => ({ workflow_id, findings }))).toEqual(
      handles.map(({ workflowId }) => ({ workflow_id: workflowId, findings: [] })),
    );
    return audits;
  }
  const startAll = (kind: string, arm: 'baseline' | 'speculate') =>
    Promise.all(TASKS.map((name) => bed.startRun(`${kind} ${name}`, { arm, speculation: { lookahead: 1 } })));

  it('at random points → the answers, conversations and counts of undisturbed runs, no write twice', async () => {
    const baselines = [
      ...(await startAll('reading', 'baseline')),
      ...(await startAll('writing', 'baseline')),
    ];
    const undisturbed = await Promise.all(baselines.map(ended));
    const writesBefore = crew.effects().filter(({ tool }) => tool === 'send').length;

    process.stdout.write(`crash test: seed ${SEED}\n`);
    const random = seededRandom(SEED);
    const handles = [
      ...(await startAll('reading', 'speculate')),
      ...(await startAll('writing', 'speculate')),
    ];
    const finished = Promise.all(handles.map(ended));
    const victims = victimsOf(random);
    const restarts = new Map<Victim, Promise<void>>();
    for (const victim of victims) {
      await sleep(100 + randomIndex(random, 400));
      await restarts.get(victim);
      restarts.set(victim, victim === 'server' ? temporal.crash() : crew.kill(victim));
    }
    await Promise.all(restarts.values());
    process.stdout.write(`crash test: killed ${victims.join(', ')}\n`);

    const outcomes = await finished;
    for (const [index, outcome] of outcomes.entries()) {
      const expected = undisturbed[index]!;
      expect(outcome).toMatchObject({ status: 'answered', answer: expected.answer });
      expect(outcome.steps.map(({ kind }) => kind)).toEqual(expected.steps.map(({ kind }) => kind));
      expect(outcome.accounts).toMatchObject({
        calls: expected.accounts.calls,
        eligibleCalls: expected.accounts.eligibleCalls,
      });
      expect(accountsBalance(outcome.accounts)).toEqual([]);
      expect(outcome.accounts.outcomes.running + outcome.accounts.decisions.running).toBe(0);
      const unknown = outcome.steps.some(({ calls }) => calls.some(({ code }) => code === 'outcome_unknown'));
      if (!unknown) expect(outcome.transcript.id).toBe(expected.transcript.id);
    }
    const writes = crew.effects().filter(({ tool }) => tool === 'send');
    const keys = writes.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(writes.length - writesBefore).toBeLessThanOrEqual(2 * TASKS.length);
    expect(writes.filter(({ ahead }) => ahead)).toEqual([]);

    const audits = await expectClean([...baselines, ...handles]);
    // Something was claimed, and executed again: else the audit had nothing to say.
    const [claims, again] = [
      audits.map((audit) => audit.claims),
      audits.map((audit) => audit.reexecuted ?? 0),
    ];
    expect(Math.max(...claims)).toBeGreaterThan(0);
    expect(Math.max(...again)).toBeGreaterThan(0);
  }, 200_000);

  it('the tools worker, in the middle of a write that must not run twice → outcome_unknown, and the model is told', async () => {
    const handle = await bed.startRun('lost write');
    await waitFor('the effect', () => crew.effects().some(({ value }) => value.startsWith('lost')), 60_000);
    await crew.kill('tools');
    const outcome = await ended(handle);
    expect(outcome).toMatchObject({ status: 'answered', answer: 'told' });
    expect(outcome.steps[0]?.calls).toMatchObject([{ ok: false, code: 'outcome_unknown', via: 'real' }]);
    expect(crew.effects().filter(({ value }) => value.startsWith('lost'))).toHaveLength(1);
    const { params } = await renderTranscript(bed.context.store, outcome.transcript);
    expect(JSON.stringify(params)).toContain('whether it took effect is unknown');
    await expectClean([handle]);
  }, 60_000);
});
