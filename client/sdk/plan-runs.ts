import { z } from 'zod';
import { PlannedRun } from '../../contracts/batch';
import type { Arm } from '../../contracts/run';
import { Strategy } from '../../contracts/speculation';
import { runId } from '../results/build-run-record';
import { runWorkflowId, type PreparedTask } from './start-run';

/** One way in which every task of a command is run. */
export interface ArmChoice {
  arm: Arm;
  /** 0 in the baseline. */
  lookahead: number;
}

/** The arms of a command; the baseline first, the lookaheads in the order given. Pure. */
export function chosenArms(input: {
  arm: Arm | 'both';
  lookaheads: readonly [number, ...number[]];
}): ArmChoice[] {
  const baseline: ArmChoice = { arm: 'baseline', lookahead: 0 };
  const speculate = input.lookaheads.map((lookahead): ArmChoice => ({ arm: 'speculate', lookahead }));
  switch (input.arm) {
    case 'baseline':
      return [baseline];
    case 'speculate':
      return speculate;
    case 'both':
      return [baseline, ...speculate];
  }
}

/** One run of a batch as its command knows it. */
export const BatchEntry = z.object({
  /** Name of the run's result file, without ending (`runId`). */
  id: z.string(),
  /** Name within the level, such as `example_000`. */
  example: z.string(),
  run: PlannedRun,
});
export type BatchEntry = z.infer<typeof BatchEntry>;

/** What a batch runs; a stored document, so that any command can go on with it. */
export const BatchPlan = z.object({
  format: z.literal('forerun-batch/1'),
  batchId: z.string(),
  strategy: Strategy,
  arms: z.array(z.object({ arm: z.enum(['baseline', 'speculate']), lookahead: z.number() })),
  dataset: z.string(),
  entries: z.array(BatchEntry),
});
export type BatchPlan = z.infer<typeof BatchPlan>;

/**
 * The runs of a batch in the order in which they start: task by task, each in every arm, the order of the arms moved on
 * by one with every task, so that neither arm always comes first. Pure; `newToken` gives a run token each.
 */
export function planRuns(input: {
  tasks: readonly { example: string; task: PreparedTask }[];
  arms: readonly ArmChoice[];
  newToken: () => string;
}): BatchEntry[] {
  return input.tasks.flatMap(({ example, task }, index) => {
    const first = index % Math.max(1, input.arms.length);
    const order = [...input.arms.slice(first), ...input.arms.slice(0, first)];
    return order.map(({ arm, lookahead }): BatchEntry => {
      const { taskId, taskHash, level, title, root } = task;
      const token = input.newToken();
      const workflowId = runWorkflowId(taskId, arm, token);
      return {
        id: runId({ level, example, arm, lookahead }),
        example,
        run: { workflowId, token, taskId, title, taskHash, level, arm, lookahead, root },
      };
    });
  });
}

/** The same runs once more: new tokens and workflow ids, since a workflow id is for one run. */
export function replan(entries: readonly BatchEntry[], newToken: () => string): BatchEntry[] {
  return entries.map((entry) => {
    const token = newToken();
    const workflowId = runWorkflowId(entry.run.taskId, entry.run.arm, token);
    return { ...entry, run: { ...entry.run, token, workflowId } };
  });
}
