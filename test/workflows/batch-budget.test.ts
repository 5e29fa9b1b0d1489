import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { fetchRun } from '../../client/sdk/fetch-run';
import type { BatchRun } from '../../client/sdk/start-batch';
import type { Accounts } from '../../contracts/accounts';
import type { BatchLedger, BatchOutcome } from '../../contracts/batch';
import type { SpeculationBudget } from '../../contracts/gate';
import { accountsBalance } from '../../core/accounts';
import { usedByAccounts } from '../../core/budget/used-by-accounts';
import { isPredict, outcomeOf } from '../../learning/histories/run-history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { BatchBed, batchProgress, partsOf } from './batch-bed';
import { answer, calling, conversation, look, actorAndPredictor, msOf } from './conversation';

const PRICE = { input: 1, cachedInput: 0.1, output: 10 };
const TOOL_USD = 0.004;
const EPSILON = 1e-9;

/** What one run of a batch was given and what it made of it, from its history. */
interface Spent {
  workflowId: string;
  grant?: SpeculationBudget;
  accounts?: Accounts;
  used?: SpeculationBudget;
  /** Why predictors were not asked. */
  skipped: string[];
}

describe("a batch's budget for speculation, on a real server", () => {
  let bed: Testbed;
  let batches: BatchBed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset: testToolset({ ms: msOf, policy: { look: { priceUsd: TOOL_USD } } }).toolset,
      script: {
        models: actorAndPredictor({ actorMs: 600, predictorMs: 10 }),
        conversations: [
          conversation('spending', [
            calling(['look', 'a'], ['look', 'b']),
            calling(['look', 'c'], ['look', 'd']),
            look('e'),
            look('f'),
            answer('done'),
          ]),
          conversation('lost', [look('g'), look('h 60000ms'), answer('never')]),
        ],
      },
      change: ({ models, speculation }) => {
        // On a busy machine speculation comes late; here it has to come.
        speculation.aheadStartMs = 10_000;
        for (const role of ['actor', 'spec'])
          Object.assign(models[role]!, { priceUsdPerMillion: PRICE, maxTokens: 200 });
      },
    });
    batches = new BatchBed(bed);
  }, 60_000);
  afterAll(() => bed?.stop());

  /** Starts a batch under this budget, as `FORERUN_BATCH_SPEC_MAX_…` sets it; 0 is no limit. */
  const start = (
    budget: Partial<{ specMaxLaunches: number; specMaxCostUsd: number }>,
    ...[entries, window, change]: Parameters<BatchBed['start']>
  ): Promise<WorkflowHandle<BatchRun>> => {
    Object.assign(bed.context.config.batch, { specMaxLaunches: 0, specMaxCostUsd: 0, ...budget });
    return batches.start(entries, window, change);
  };

  async function spentBy(workflowId: string): Promise<Spent> {
    const history = await fetchRun(bed.client, workflowId);
    if (!history) throw new Error(`${workflowId} has no history`);
    const outcome = outcomeOf(history);
    const { grant } = history.parts[0].input.speculation;
    return {
      workflowId,
      ...(grant ? { grant } : {}),
      ...(outcome ? { accounts: outcome.accounts } : {}),
      ...(outcome?.speculationUsed ? { used: outcome.speculationUsed } : {}),
      skipped: history.activities.filter(isPredict).flatMap(({ result }) => result?.skipped ?? []),
    };
  }

  const within = (used: SpeculationBudget, limit: SpeculationBudget): void => {
    expect(used.launches).toBeLessThanOrEqual(limit.launches);
    expect(used.costUsd).toBeLessThanOrEqual(limit.costUsd + EPSILON);
  };
  const sum = (parts: readonly SpeculationBudget[]): SpeculationBudget => ({
    launches: parts.reduce((all, { launches }) => all + launches, 0),
    costUsd: parts.reduce((all, { costUsd }) => all + costUsd, 0),
  });

  /** Each run within its grant, all of them within the batch's budget, the ledger as the runs tell it. */
  async function expectKept(outcome: BatchOutcome, crashed: readonly string[] = []): Promise<Spent[]> {
    const ledger: BatchLedger = outcome.speculation!;
    const speculating = outcome.finished.filter(({ arm }) => arm === 'speculate');
    const spent = await Promise.all(speculating.map(({ workflowId }) => spentBy(workflowId)));
    for (const { grant, used, accounts } of spent) {
      expect(grant).toBeDefined();
      if (!used || !accounts) continue;
      within(used, grant!);
      within(usedByAccounts(accounts), used);
      expect(accountsBalance(accounts)).toEqual([]);
    }
    const counted = sum(
      spent.map(({ workflowId, grant, used }) => (crashed.includes(workflowId) ? grant! : used!)),
    );
    expect(ledger.used.launches).toBe(counted.launches);
    expect(ledger.used.costUsd).toBeCloseTo(counted.costUsd, 9);
    within(ledger.used, ledger.total);
    expect(ledger.grants).toEqual({});
    return spent;
  }
  const refused = (
    spent: readonly Spent[],
    reason: 'budget_grant' | 'budget_launches' | 'budget_cost',
  ): number => spent.reduce((all, { accounts }) => all + (accounts?.refused[reason] ?? 0), 0);

  it('launches → equal shares of what is left, never exceeded; refusals name the grant, the baseline has none', async () => {
    const questions = ['spending 1', 'spending 2', 'spending 3', 'spending 4'];
    const entries = await batches.plan(questions, 'both', [1]);
    const handle = await start({ specMaxLaunches: 6 }, entries, 2);
    const outcome = await handle.result();
    expect(outcome.finished.map(({ status }) => status)).toEqual(Array(8).fill('answered'));
    const spent = await expectKept(outcome);
    // Six for four runs: somebody has a share of one, and the first turn alone asks for two.
    expect(refused(spent, 'budget_grant')).toBeGreaterThan(0);
    expect(refused(spent, 'budget_launches') + refused(spent, 'budget_cost')).toBe(0);
    expect(outcome.speculation!.used.launches).toBeGreaterThan(0);
    // Whoever has used its launches up asks no predictor for more.
    expect(spent.flatMap(({ skipped }) => skipped)).toContain('budget_grant');
    const baselines = outcome.finished.filter(({ arm }) => arm === 'baseline');
    for (const { workflowId } of baselines) expect((await spentBy(workflowId)).grant).toBeUndefined();
    expect((await batchProgress(handle)).speculation).toEqual(outcome.speculation);
  }, 120_000);

  it('dollars → what models and tools cost ahead stays below each grant and below the budget', async () => {
    const entries = await batches.plan(['spending 5', 'spending 6', 'spending 7'], 'speculate', [1]);
    const handle = await start({ specMaxCostUsd: 0.06 }, entries, 2);
    const outcome = await handle.result();
    const spent = await expectKept(outcome);
    expect(outcome.speculation!.used.costUsd).toBeGreaterThan(0);
    const told = refused(spent, 'budget_grant') + spent.flatMap(({ skipped }) => skipped).length;
    expect(told).toBeGreaterThan(0);
    expect(spent.flatMap(({ skipped }) => skipped)).not.toContain('budget_cost');
    expect(refused(spent, 'budget_launches') + refused(spent, 'budget_cost')).toBe(0);
  }, 120_000);

  it('a run that crashed, in a batch that continues as new behind every run → its whole grant is spent', async () => {
    const entries = await batches.plan(['lost 1', 'spending 8', 'spending 9'], 'speculate');
    const victim = entries[0]!.run.workflowId;
    const handle = await start({ specMaxLaunches: 9 }, entries, 1, { maxHistoryEvents: 1 });
    await waitFor('a launch', async () => {
      const { speculation } = await batchProgress(handle);
      const running = speculation && Object.hasOwn(speculation.grants, victim);
      return running && bed.models.requests.some(({ conversation: id }) => id === 'lost');
    });
    await bed.client.workflow.getHandle(victim).terminate('as good as a crash');
    const outcome = await handle.result();
    expect(outcome.finished.map(({ status }) => status)).toEqual(['failed', 'answered', 'answered']);
    expect((await partsOf(bed, handle.workflowId)).length).toBeGreaterThanOrEqual(3);
    const [lost, ...others] = await expectKept(outcome, [victim]);
    expect(lost).toMatchObject({ grant: { launches: 3 } });
    expect(lost!.used).toBeUndefined();
    // What is left is shared by those that come after: nothing of the lost grant came back.
    expect(others[0]!.grant!.launches).toBe(3);
    expect(sum(others.map(({ used }) => used!)).launches).toBeLessThanOrEqual(6);
  }, 120_000);

  it('less than a run may use → nothing is launched by those that come too late, all answer', async () => {
    const entries = await batches.plan(['spending 10', 'spending 11'], 'speculate');
    const outcome = await (await start({ specMaxLaunches: 1 }, entries, 2)).result();
    const spent = await expectKept(outcome);
    expect(spent.map(({ grant }) => grant!.launches).sort()).toEqual([0, 1]);
    expect(spent.find(({ grant }) => grant!.launches === 0)).toMatchObject({
      used: { launches: 0 },
      accounts: { outcomes: { launched: 0 }, decisions: { launched: 0 } },
      skipped: expect.arrayContaining(['budget_grant']),
    });
    expect(outcome.finished.map(({ status }) => status)).toEqual(['answered', 'answered']);
  }, 120_000);
});
