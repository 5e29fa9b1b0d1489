import { basename } from 'node:path';
import type { Client } from '@temporalio/client';
import { ForerunError } from '../../../contracts/errors';
import { openStore } from '../../../store/open-store';
import { readTask } from '../../../store/read-task';
import type { BlobStore } from '../../../contracts/blob-store';
import type { RunInput } from '../../../contracts/run';
import { runId } from '../../results/build-run-record';
import { awaitOutcome } from '../../sdk/await-outcome';
import type { BatchEntry } from '../../sdk/plan-runs';
import { readRunInput } from '../../sdk/read-run-input';
import { runRecordOf } from '../../sdk/run-record-of';
import { findWorkflow, isBatch } from '../find-workflow';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { closeFolder, openForRuns } from '../output-folder';
import { jsonLine } from '../plain-text';
import { EXIT } from '../report-error';
import { recordLines } from '../screen/record-lines';

export interface ResultOptions {
  json?: true;
  config?: string;
  output?: string;
}

/** How a run ended; waits for one that is under way. Returns the exit code. Throws ForerunError `not_a_run`, `history_missing`. */
export async function result(name: string, options: ResultOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  return withServer({ io, configPath: options.config }, async ({ client, config, cwd }) => {
    const found = await findWorkflow(client, name);
    if (isBatch(found)) throw batchHasFolder(found.workflowId);
    if (found.status.name === 'RUNNING') io.note(`${found.workflowId} is under way: waiting for it`);
    const store = openStore(config.store, { cwd });
    const { entry, input } = await entryOf(client, store, found.workflowId);
    const record = await runRecordOf({
      store,
      entry,
      outcome: await awaitOutcome(client, entry.run),
      settings: {
        actorModel: config.models[input.actor]?.model ?? '',
        specModel: config.models[input.predictor]?.model ?? '',
        strategy: input.speculation.strategy,
      },
      onProblem: (problem) => io.note(`warning: ${problem}`),
    });
    for (const line of recordLines(record)) io.say(line);
    io.result(jsonLine(record));
    if (options.output !== undefined) {
      const results = await openForRuns(options.output);
      await results
        .write(record)
        .then(() => results.finish(new Date()))
        .finally(() => closeFolder(results));
      io.say(`Results: ${results.folder}`);
    }
    return record.status === 'failed' ? EXIT.runsFailed : EXIT.done;
  });
}

/** What a command that started the run would know of it, from its input and its task. */
async function entryOf(
  client: Client,
  store: BlobStore,
  workflowId: string,
): Promise<{ entry: BatchEntry; input: RunInput }> {
  const input = await readRunInput(client, workflowId);
  if (!input) {
    throw new ForerunError({
      code: 'history_missing',
      blame: 'user',
      message: `the history of ${workflowId} is not there any more`,
      remedy:
        'Histories are kept for the retention time of the namespace; results are in the files of their batch.',
    });
  }
  const { token, taskId, title, taskHash, arm, root, speculation } = input;
  const task = await readTask(store, taskHash);
  const folder = basename(task.origin);
  const example = /^example_/.test(folder) ? folder : taskId;
  const lookahead = arm === 'baseline' ? 0 : speculation.lookahead;
  const { level } = task;
  return {
    input,
    entry: {
      id: runId({ level, example, arm, lookahead }),
      example,
      run: { workflowId, token, taskId, title, taskHash, level, arm, lookahead, root },
    },
  };
}

const batchHasFolder = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'not_a_run',
    blame: 'user',
    message: `${workflowId} is a batch: its results belong into its folder`,
    remedy: 'Get them by `forerun batch --resume DIR` with the folder that was printed when it started.',
  });
