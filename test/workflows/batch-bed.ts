import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { chosenArms, planRuns, type BatchEntry } from '../../client/sdk/plan-runs';
import { runTemplate } from '../../client/sdk/run-template';
import { startBatch, type BatchRun } from '../../client/sdk/start-batch';
import type { PreparedTask } from '../../client/sdk/start-run';
import type { BatchInput, BatchProgress } from '../../contracts/batch';
import { QUERIES } from '../../contracts/names';
import { batchBudget } from '../../core/config/batch-budget';
import { canonicalJson } from '../../core/canonical-json';
import { nodeId } from '../../core/transcript';
import { events } from '../support/history';
import type { Testbed } from '../support/testbed';

type Change = Partial<Omit<BatchInput, 'template'>> & { template?: Partial<BatchInput['template']> };

/** Batches on a testbed: questions that its script's conversations match, planned and started as the command line does. */
export class BatchBed {
  private tokens = 0;

  constructor(private readonly bed: Testbed) {}

  newToken = (): string => `b${process.pid.toString(16)}${Date.now().toString(16)}${(this.tokens += 1)}`;

  async plan(
    questions: string[],
    arm: 'baseline' | 'speculate' | 'both' = 'baseline',
    lookaheads: readonly [number, ...number[]] = [0],
  ): Promise<BatchEntry[]> {
    const tasks = await Promise.all(questions.map((question) => this.prepared(question)));
    return planRuns({ tasks, arms: chosenArms({ arm, lookaheads }), newToken: this.newToken });
  }

  /** Starts a batch with the budget of the bed's configuration. */
  async start(entries: BatchEntry[], window: number, change: Change = {}): Promise<WorkflowHandle<BatchRun>> {
    const { store, config, toolset } = this.bed.context;
    const template = runTemplate(config, { storeId: await store.id(), searchAttributes: false });
    const { template: other, ...changed } = change;
    return startBatch({
      client: withInput(this.bed, changed),
      store,
      template: {
        ...template,
        toolset: toolset.name as typeof template.toolset,
        policy: toolset.policy,
        ...other,
      },
      plan: { batchId: `batch-${this.newToken()}`, dataset: 'test' },
      entries,
      window,
      budget: batchBudget(config),
      model: 'sim-actor',
      searchAttributes: false,
    });
  }

  private async prepared(question: string): Promise<{ example: string; task: PreparedTask }> {
    const { store } = this.bed.context;
    const put = (value: unknown) => store.put(new TextEncoder().encode(canonicalJson(value)));
    const node = { parent: null, messages: [{ role: 'user' as const, text: question }] };
    await put(node);
    const task = { taskId: question, question, level: '1', attachments: [], origin: 'test' };
    return {
      example: question,
      task: {
        taskId: question,
        taskHash: await put(task),
        level: '1',
        title: question,
        root: { id: nodeId(node), depth: 0 },
      },
    };
  }
}

export const batchProgress = (handle: WorkflowHandle<BatchRun>) =>
  handle.query<BatchProgress, []>(QUERIES.progress);

/** What matters of one event of a batch's history. */
export interface BatchEvent {
  id: number;
  type?: unknown;
  child?: string | null;
}

const { EventType } = temporal.api.enums.v1;
export const CHILD_STARTED = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED;
export const CHILD_COMPLETED = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED;

/** The histories that a workflow has had, oldest first. */
export async function partsOf(bed: Testbed, workflowId: string): Promise<BatchEvent[][]> {
  const parts: BatchEvent[][] = [];
  for (let runId: string | undefined | null; runId !== '';) {
    const part = await events(bed.client.workflow.getHandle(workflowId, runId ?? undefined));
    parts.unshift(
      part.map((event) => ({
        id: Number(event.eventId),
        type: event.eventType,
        child: event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId,
      })),
    );
    runId = part[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return parts;
}

/** A client whose batches start with another input. */
function withInput(bed: Testbed, change: Partial<BatchInput>): Testbed['client'] {
  const { workflow } = bed.client;
  const start = (type: string, options: { args: [object] }) =>
    workflow.start(type, { ...options, args: [{ ...options.args[0], ...change }] } as never);
  return { workflow: { start } } as unknown as Testbed['client'];
}
