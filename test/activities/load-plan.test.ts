import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLoadPlan } from '../../activities/load-plan';
import type { PlannedRun } from '../../contracts/batch';
import { testToolset } from '../support/test-tools';
import { activityBed, type ActivityBed } from './activity-bed';

const plan = Array.from({ length: 5 }, (_, index): PlannedRun => ({
  ...{ workflowId: `run-${index}`, token: `t${index}`, taskId: `task-${index}`, title: '', taskHash: 'h' },
  ...{ level: '1', arm: 'baseline', lookahead: 0, root: { id: 'r', depth: 0 } },
}));

describe('loadPlan', () => {
  let bed: ActivityBed;
  let planHash: string;

  beforeAll(async () => {
    bed = await activityBed({ toolset: testToolset({ ms: () => 0 }).toolset });
    planHash = await bed.store.putText(JSON.stringify(plan));
  });

  const page = (offset: number, limit: number, change: { storeId?: string; planHash?: string } = {}) =>
    bed.execute(createLoadPlan(bed.context), {
      ...{ storeId: bed.run.storeId, planHash, offset, limit },
      ...change,
    });

  it.each([
    [0, 2, ['run-0', 'run-1']],
    [4, 10, ['run-4']],
    [5, 10, []],
  ])('offset %i, limit %i: → %j', async (offset, limit, ids) => {
    expect((await page(offset, limit)).map(({ workflowId }) => workflowId)).toEqual(ids);
  });

  it('another store: → refused, naming both, never tried again', async () => {
    await expect(page(0, 1, { storeId: 'elsewhere' })).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringMatching(/elsewhere[^]*memory-store|memory-store[^]*elsewhere/),
    });
  });

  it('a plan that is gone: → blob_missing', async () => {
    await expect(page(0, 1, { planHash: 'a'.repeat(64) })).rejects.toMatchObject({ type: 'blob_missing' });
  });

  it('a plan that is none: → an error, no half of it', async () => {
    const wrong = await bed.store.putText(JSON.stringify([plan[0], { token: 1 }]));
    await expect(page(0, 1, { planHash: wrong })).rejects.toMatchObject({ type: 'plan_invalid' });
  });
});
