import { expect, it } from '@jest/globals';
import { assertBatchFits } from '../../../client/sdk/assert-batch-fits';
import { chosenArms, planRuns } from '../../../client/sdk/plan-runs';
import type { BatchInput, FinishedRun } from '../../../contracts/batch';

const entriesOf = (tasks: number, taskId: (index: number) => string) =>
  planRuns({
    tasks: Array.from({ length: tasks }, (_unused, index) => ({
      example: `example_${index}`,
      task: { taskId: taskId(index), taskHash: 'h', level: '1', title: 't', root: { id: 'r', depth: 0 } },
    })),
    arms: chosenArms({ arm: 'both', lookaheads: [0] }),
    newToken: () => 'f'.repeat(32),
  });
const short = (index: number): string => `task-${index}`;

/** Temporal's limit of a payload. */
const PAYLOAD = 2 * 1024 * 1024;

it('assertBatchFits: what fits → carried whole in one payload, with room for the template', () => {
  const entries = entriesOf(3_000, short);
  expect(() => assertBatchFits(entries)).not.toThrow();
  const finished = entries.map(({ run: { workflowId, taskId, arm } }): FinishedRun => ({
    workflowId,
    taskId,
    arm,
    status: 'time_limit',
  }));
  const carried: BatchInput['carried'] = { next: entries.length, finished, stopRequested: false };
  expect(JSON.stringify(carried).length).toBeLessThan(0.75 * PAYLOAD);
});

it('assertBatchFits: more runs, or longer names, in two bytes a letter → batch_too_large, which says how many would fit', () => {
  const tooLarge = (fitting: RegExp) =>
    expect.objectContaining({ code: 'batch_too_large', message: expect.stringMatching(fitting) });
  expect(() => assertBatchFits(entriesOf(8_000, short))).toThrow(tooLarge(/^16000 runs .*: \d{4,5} of them/));
  const long = (index: number): string => `${'ü'.repeat(300)}-${index}`;
  expect(() => assertBatchFits(entriesOf(1_000, long))).toThrow(tooLarge(/^2000 runs .*: 1?\d{3} of them/));
});
