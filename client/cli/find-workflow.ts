import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { ForerunError } from '../../contracts/errors';
import { WORKFLOWS } from '../../contracts/names';
import { plainLine } from './plain-text';

const MAX_SHOWN = 5;

/**
 * The run or batch that a person means: by its workflow id, or by the beginning of exactly one.
 * Throws ForerunError `run_not_found`, `run_ambiguous`, `not_a_run`.
 */
export async function findWorkflow(client: Client, name: string): Promise<WorkflowExecutionDescription> {
  const exact = await describe(client, name);
  if (exact) return ours(exact);
  const query = `WorkflowId STARTS_WITH "${name.replace(/[\\"]/g, '')}"`;
  const ids = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query })) {
    ids.add(workflowId);
    if (ids.size > MAX_SHOWN) break;
  }
  const [only, second] = [...ids];
  if (only === undefined) throw notFound(name);
  if (second !== undefined) throw ambiguous(name, [...ids]);
  const found = await describe(client, only);
  if (!found) throw notFound(name);
  return ours(found);
}

export const isBatch = ({ type }: Pick<WorkflowExecutionDescription, 'type'>): boolean =>
  type === WORKFLOWS.batch;

async function describe(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

function ours(found: WorkflowExecutionDescription): WorkflowExecutionDescription {
  if (found.type === WORKFLOWS.run || found.type === WORKFLOWS.batch) return found;
  throw new ForerunError({
    code: 'not_a_run',
    blame: 'user',
    message: `the workflow ${found.workflowId} is a ${found.type}, no run or batch of Forerun`,
    remedy: '`forerun list` shows the runs of this server.',
  });
}

const notFound = (name: string): ForerunError =>
  new ForerunError({
    code: 'run_not_found',
    blame: 'user',
    message: `there is no run or batch "${plainLine(name)}" on this server`,
    remedy: '`forerun list` shows what there is; TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE choose the server.',
  });

const ambiguous = (name: string, ids: string[]): ForerunError =>
  new ForerunError({
    code: 'run_ambiguous',
    blame: 'user',
    message: `"${plainLine(name)}" is the beginning of several: ${ids.slice(0, MAX_SHOWN).join(', ')}${ids.length > MAX_SHOWN ? ', …' : ''}`,
    remedy: 'Give more of the id.',
  });
