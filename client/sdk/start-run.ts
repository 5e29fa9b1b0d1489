import type { Client, WorkflowHandle } from '@temporalio/client';
import type { BatchInput } from '../../contracts/batch';
import { queueName, WORKFLOWS } from '../../contracts/names';
import type { Arm, RunInput, RunOutcome } from '../../contracts/run';
import type { TranscriptPoint } from '../../contracts/transcript';

export type AgentRun = (input: RunInput) => Promise<RunOutcome>;

/** A task that is prepared to run: its blob and the root of its transcript are stored. */
export interface PreparedTask {
  taskId: string;
  taskHash: string;
  level: string;
  title: string;
  root: TranscriptPoint;
}

/**
 * Starts one run and returns its handle. The workflow id names task and arm and ends in the run token, so that two
 * starts of one task never collide. Throws what Temporal's client throws.
 */
export async function startRun(input: {
  client: Client;
  template: BatchInput['template'];
  task: PreparedTask;
  arm: Arm;
  token: string;
  model: string;
}): Promise<WorkflowHandle<AgentRun>> {
  const { client, template, task, arm, token } = input;
  const run: RunInput = {
    // What people look for stands first in Temporal's UI.
    title: task.title,
    taskId: task.taskId,
    arm,
    token,
    taskHash: task.taskHash,
    root: task.root,
    ...template,
  };
  return client.workflow.start<AgentRun>(WORKFLOWS.run, {
    workflowId: runWorkflowId(task.taskId, arm, token),
    taskQueue: queueName(template.queuePrefix, 'orchestrator'),
    args: [run],
    workflowTaskTimeout: '2s',
    staticSummary: `${task.taskId} · ${arm} · ${task.title}`.slice(0, 180),
    ...(template.searchAttributes
      ? {
          searchAttributes: {
            ForerunTask: [task.taskId],
            ForerunArm: [arm],
            ForerunLevel: [task.level],
            ForerunStatus: ['running'],
            ForerunModel: [input.model],
          },
        }
      : {}),
  });
}

/** `run-<task>-<arm>-<token>`, with what Temporal's UI shows badly in a link replaced. */
export function runWorkflowId(taskId: string, arm: Arm, token: string): string {
  return `run-${taskId.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)}-${arm}-${token.slice(0, 12)}`;
}
