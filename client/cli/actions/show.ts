import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { BatchOutcome, BatchProgress } from '../../../contracts/batch';
import type { RunOutcome, RunProgress } from '../../../contracts/run';
import { queryProgress } from '../../sdk/follow-run';
import { runLink } from '../../sdk/run-link';
import { findWorkflow, isBatch } from '../find-workflow';
import { processIo, type Io } from '../io';
import { withServer } from '../open-server';
import { jsonLine, plainLine, plainText } from '../plain-text';
import { EXIT } from '../report-error';
import { accountsLines, money } from '../screen/accounts-lines';
import { budgetLine } from '../screen/budget-line';
import { narrateStep } from '../screen/narrate-step';

/** Where a run or a batch is, or how it ended. Returns the exit code; throws what `findWorkflow` throws. */
export async function show(name: string, options: { json?: true; config?: string }): Promise<number> {
  const io = processIo(options.json ?? false);
  return withServer({ io, configPath: options.config }, async ({ client, server }) => {
    const found = await findWorkflow(client, name);
    const { workflowId, status } = found;
    io.say(`workflow ${workflowId}: ${status.name.toLowerCase()}`);
    const link = runLink({ uiUrl: server.uiUrl, namespace: server.where.namespace, workflowId });
    if (link !== undefined) io.say(`  ${link}`);
    await showState(client, found, io);
    return EXIT.done;
  });
}

async function showState(client: Client, found: WorkflowExecutionDescription, io: Io): Promise<void> {
  const { workflowId, status } = found;
  const state =
    status.name === 'COMPLETED'
      ? await client.workflow.getHandle(workflowId).result()
      : await queryProgress<unknown>(client, workflowId);
  if (state === undefined) {
    io.say('no worker answers for it: its steps cannot be shown (`forerun dev` brings workers up)');
    return;
  }
  io.result(jsonLine(state));
  if (io.json) return;
  const lines = isBatch(found)
    ? batchLines(state as BatchProgress | BatchOutcome)
    : runLines(state as RunProgress | RunOutcome);
  for (const line of lines) io.say(line);
}

function runLines(state: RunProgress | RunOutcome): string[] {
  const steps = state.steps.flatMap(narrateStep);
  if ('doing' in state) {
    return [
      ...steps,
      `${plainLine(state.doing)} · ${state.hits} hits · ${state.hiddenSeconds.toFixed(1)} s hidden · ${money(state.costUsd)}`,
    ];
  }
  return [
    ...steps,
    `Final answer: ${state.answer === '' ? '(none)' : plainText(state.answer)}`,
    `Ended: ${state.status}, ${state.wallSeconds.toFixed(1)} s`,
    ...(state.error ? [`Error ${state.error.code}: ${plainLine(state.error.message, 1000)}`] : []),
    ...(state.error?.remedy ? [`Remedy: ${plainLine(state.error.remedy, 1000)}`] : []),
    ...accountsLines(state.accounts),
  ];
}

function batchLines(state: BatchProgress | BatchOutcome): string[] {
  const counts = new Map<string, number>();
  for (const { status } of state.finished) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [
    ...('total' in state
      ? [`${state.finished.length} of ${state.total} finished, ${state.running.length} running`]
      : [`${state.finished.length} finished`]),
    ...[...counts].map(([status, count]) => `   ${status}: ${count}`),
    ...('running' in state ? state.running.map((id) => `   running: ${id}`) : []),
    ...(state.speculation ? [budgetLine(state.speculation)] : []),
  ];
}
