import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { answer, calling, conversation, look, actorAndPredictor, msOf } from './conversation';

const STEPS = 300;

describe('rule 9 on a real server: continue-as-new', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 0, predictorMs: 0 }),
        conversations: [
          conversation('300 steps', [
            ...Array.from({ length: STEPS - 1 }, (_, index) => look(`${index} 0ms`)),
            answer('at the end'),
          ]),
          conversation('with entries running', [
            ...Array.from({ length: 4 }, (_, index) => ({ ...look(`running ${index} 150ms`), seconds: 0.5 })),
            calling(['send', 'write 1ms']),
            ...Array.from({ length: 3 }, (_, index) => ({ ...look(`running ${index} 150ms`), seconds: 0.5 })),
            answer('at the end'),
          ]),
        ],
      },
    });
  });
  afterAll(() => bed?.stop());

  const runIds = async (workflowId: string): Promise<number> => {
    let count = 0;
    for await (const _run of bed.client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) count += 1;
    return count;
  };

  it('a run of 300 steps → every step there, in several parts, the answer at the end', async () => {
    const change = {
      limits: { maxSteps: 400, maxSeconds: 600, maxTokens: 1e12, maxCostUsd: 1e9 },
      maxHistoryEvents: 1500,
    };
    const handle = await bed.startRun('300 steps', { arm: 'baseline', change });
    const outcome: RunOutcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'answered', answer: 'at the end' });
    expect(outcome.steps.map(({ step }) => step)).toEqual(
      Array.from({ length: STEPS }, (_, index) => index + 1),
    );
    expect(outcome.accounts).toMatchObject({ calls: STEPS - 1, tools: { executions: STEPS - 1 } });
    expect(await runIds(handle.workflowId)).toBeGreaterThanOrEqual(2);
  }, 120_000);

  it('behind every few steps, with entries running and finished → the same conversation, nothing executed or counted twice', async () => {
    const baseline = await bed.run('with entries running', { arm: 'baseline' });
    const before = executions.length;
    const handle = await bed.startRun('with entries running', {
      change: { maxHistoryEvents: 30 },
      speculation: { lookahead: 1 },
    });
    const outcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'answered', answer: baseline.answer });
    // The tools live on between the two runs: the second one finds the write of the first.
    const said = (run: RunOutcome, writes: number): string[] =>
      run.steps.flatMap(({ calls }) =>
        calls.map(({ preview }) =>
          preview.replace(/after (\d+)/, (_, count) => `after ${Number(count) - writes}`),
        ),
      );
    expect(said(outcome, 1)).toEqual(said(baseline, 0));
    expect(outcome.accounts.calls).toBe(8);
    expect(outcome.steps).toHaveLength(9);
    expect(await runIds(handle.workflowId)).toBeGreaterThanOrEqual(2);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
    expect(outcome.accounts.outcomes.running + outcome.accounts.decisions.running).toBe(0);
    const ran = executions.slice(before);
    expect(ran.filter(({ tool }) => tool === 'send')).toHaveLength(1);
    // Each execution is either one that the run asked for itself or one that the accounts say was launched ahead.
    expect(ran.filter(({ ahead }) => ahead).length).toBeLessThanOrEqual(outcome.accounts.outcomes.launched);
    expect(ran.filter(({ ahead }) => !ahead)).toHaveLength(outcome.accounts.tools.executions);
  });
});
