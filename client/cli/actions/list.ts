import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { WORKFLOWS, type SEARCH_ATTRIBUTES } from '../../../contracts/names';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';

export interface ListOptions {
  json?: true;
  config?: string;
  max: number;
}

/** The latest runs and batches, a line each. Returns the exit code. */
export async function list(options: ListOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  return withServer({ io, configPath: options.config }, async ({ client }) => {
    const query = `WorkflowType IN ('${WORKFLOWS.run}', '${WORKFLOWS.batch}')`;
    const latest: WorkflowExecutionInfo[] = [];
    for await (const found of client.workflow.list({ query, pageSize: options.max })) {
      if (latest.push(found) >= options.max) break;
    }
    // The server's order is that of their ends.
    for (const found of latest.sort((a, b) => b.startTime.getTime() - a.startTime.getTime())) {
      const { workflowId, type, startTime, closeTime } = found;
      const status = statusOf(found);
      const task = attribute(found, 'ForerunTask');
      const arm = attribute(found, 'ForerunArm');
      io.result(
        jsonLine({
          workflow_id: workflowId,
          type,
          status: found.status.name,
          ...(task === undefined ? {} : { task, arm, outcome: attribute(found, 'ForerunStatus') }),
          started: startTime,
          ended: closeTime,
        }),
      );
      if (!io.json) {
        const kind = type === WORKFLOWS.batch ? 'batch' : 'run';
        io.say(
          `${startTime.toISOString().slice(0, 19)}  ${kind.padEnd(5)}  ${status.padEnd(10)}  ${plainLine(workflowId)}`,
        );
      }
    }
    if (latest.length === 0) io.say('no runs yet');
    return EXIT.done;
  });
}

const attribute = (
  { typedSearchAttributes }: WorkflowExecutionInfo,
  name: (typeof SEARCH_ATTRIBUTES)[number],
): string | undefined =>
  typedSearchAttributes.get(defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));

/** How a run ended, where the server's search attributes tell; else what its workflow did: a failed run completes too. */
const statusOf = (found: WorkflowExecutionInfo): string =>
  (found.status.name === 'COMPLETED' ? attribute(found, 'ForerunStatus') : undefined) ??
  found.status.name.toLowerCase();
