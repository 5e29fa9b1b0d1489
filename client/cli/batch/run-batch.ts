import { resolve } from 'node:path';
import { isFailed } from '../../results/comparable-record';
import { leftOut, type LeftOut, type Manifest } from '../../results/manifest';
import { ResultsFolder } from '../../results/write-results';
import { openStore } from '../../../store/open-store';
import { openSurroundings, type Surroundings } from '../../embedded/surroundings';
import { batchBudget } from '../../../core/config/batch-budget';
import { runTemplate } from '../../sdk/run-template';
import type { BatchEntry } from '../../sdk/plan-runs';
import { assertBatchFits } from '../../sdk/assert-batch-fits';
import { readPlan, savePlan, startBatch } from '../../sdk/start-batch';
import { warmForArms } from '../../sdk/warm-tools';
import type { DatasetProblem } from '../../dataset/example';
import type { Cli } from '../cli';
import { configFlags } from '../common-options';
import type { Io } from '../io';
import { armsOf, checkBeforeRuns, lossyWarning, openCommand, type OpenedCommand } from '../open-command';
import { beginManifest, closeFolder, defaultFolder, refuseUnfinished } from '../output-folder';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';
import { summaryLines } from '../screen/summary-lines';
import { detachedLines, startLines } from '../start-lines';
import { checkBatchOptions, type BatchOptions } from './batch-options';
import { auditBatch } from './audit-batch';
import { executeBatch, type BatchWork } from './execute-batch';
import { newBatchId, newPlan, prepareTasks, selectForBatch } from './plan-batch';
import { batchOf, remainingEntries, restartPlan } from './resume-batch';
import { isLossy } from '../../../contracts/is-lossy';

interface BatchCommand {
  cli: Cli;
  io: Io;
  options: BatchOptions;
  dataset?: string;
}

/** `forerun batch`: a new batch, or one that is resumed. Returns the exit code. */
export async function runBatch(command: BatchCommand): Promise<number> {
  const { options, dataset } = command;
  checkBatchOptions(dataset, options);
  const opened = await openCommand({ configPath: options.config, flags: configFlags(options) });
  return options.resume === undefined ? newBatch(command, opened) : resumed(command, opened, options.resume);
}

async function newBatch({ cli, io, options, dataset }: BatchCommand, opened: OpenedCommand): Promise<number> {
  const arms = armsOf(opened.config, options);
  checkBeforeRuns(opened.config, arms, io);
  const selected = await selectForBatch(dataset, options);
  const folder = options.output ?? defaultFolder('', new Date());
  await refuseUnfinished(folder);
  // Before anything is started: missing attachments are known at once.
  const { tasks, problems } = await prepareTasks(
    openStore(opened.config.store, { cwd: opened.cwd }),
    selected,
  );
  for (const problem of problems) sayProblem(io, problem);
  if (tasks.length === 0 && problems[0]) throw problems[0].error;
  const plan = newPlan({
    batchId: newBatchId(new Date()),
    strategy: opened.config.speculation.strategy,
    arms,
    dataset: selected.dataset.path,
    tasks,
  });
  assertBatchFits(plan.entries);
  return inFolder({ io, folder, mode: 'new', opened }, async (results, surroundings) => {
    const { path, source } = selected.dataset;
    const described: Manifest['dataset'] = {
      path: resolve(path),
      selected: tasks.length,
      ...(problems.length > 0 ? { left_out: leftOut(problems) } : {}),
      ...source,
    };
    const work = { cli, io, surroundings, results, plan };
    await start(work, { entries: plan.entries, dataset: described });
    if (options.detach) return leave(work);
    const failure = await executeBatch(work, plan.entries);
    return finish(work, { failure, leftOut: described.left_out, audit: options.audit });
  });
}

async function resumed(
  { cli, io, options }: BatchCommand,
  opened: OpenedCommand,
  folder: string,
): Promise<number> {
  const manifest = await batchOf(folder);
  return inFolder({ io, folder, mode: 'resume', opened }, async (results, surroundings) => {
    const plan = await readPlan(surroundings.store, manifest.batch_id);
    if (isLossy(plan.strategy)) io.say(lossyWarning(plan.strategy));
    const retried = options.onlyFailed
      ? new Set(results.records.filter(isFailed).map(({ id }) => id))
      : undefined;
    let work: BatchWork = { cli, io, surroundings, results, plan };
    // What was started and has no result here may have ended meanwhile, or be under way: it is not run again.
    let failure = await followEarlier(work);
    const rest = remainingEntries({ plan, results, retried });
    io.say(
      `${plan.entries.length - rest.length} of ${plan.entries.length} runs are done, ${rest.length} ${options.onlyFailed ? 'failed ones are run again' : 'are left'}`,
    );
    if (rest.length > 0 && !cli.interrupts.raised) {
      checkBeforeRuns(surroundings.config, plan.arms, io);
      work = { ...work, plan: restartPlan(plan, rest, newBatchId(new Date())) };
      const ids = new Set(rest.map(({ id }) => id));
      const entries = work.plan.entries.filter(({ id }) => ids.has(id));
      await start(work, { entries, dataset: manifest.dataset });
      if (options.detach) return leave(work);
      failure = await executeBatch(work, entries);
    }
    return finish(work, { failure, leftOut: manifest.dataset.left_out, audit: options.audit });
  });
}

async function followEarlier(work: BatchWork): Promise<string | undefined> {
  const { plan, results, surroundings, io } = work;
  const without = plan.entries.filter(({ id }) => !results.has(id));
  const exists = await surroundings.client.workflow
    .getHandle(plan.batchId)
    .describe()
    .catch(() => undefined);
  if (without.length === 0 || !exists) return undefined;
  if (exists.status.name === 'RUNNING') {
    io.say(`the batch ${plan.batchId} is still running: following it`);
    for (const line of startLines(surroundings, plan.batchId)) io.say(line);
  }
  return executeBatch(work, without);
}

async function inFolder(
  input: { io: Io; folder: string; mode: 'new' | 'resume'; opened: OpenedCommand },
  work: (results: ResultsFolder, surroundings: Surroundings) => Promise<number>,
): Promise<number> {
  const { io, folder, mode, opened } = input;
  const results = await ResultsFolder.open(folder, mode);
  try {
    for (const { file, reason } of results.unread) io.note(`warning: ${file} is not counted: ${reason}`);
    const surroundings = await openSurroundings({ ...opened, useConfigured: true, log: io.note });
    try {
      return await work(results, surroundings);
    } finally {
      await surroundings.release();
    }
  } finally {
    await closeFolder(results);
  }
}

/** The plan is kept and the folder knows the batch before it starts, so that a crash in between loses nothing. */
async function start(
  work: BatchWork,
  input: { entries: readonly BatchEntry[]; dataset: Manifest['dataset'] },
): Promise<void> {
  const { cli, io, surroundings, results, plan } = work;
  const { client, store, config, searchAttributes } = surroundings;
  await savePlan(store, plan);
  await beginManifest({
    results,
    batchId: plan.batchId,
    argv: cli.argv,
    config,
    arms: plan.arms,
    dataset: input.dataset,
  });
  const storeId = await store.id();
  await warmForArms(surroundings, plan.arms);
  await startBatch({
    client,
    store,
    template: runTemplate(config, { storeId, searchAttributes, choices: { strategy: plan.strategy } }),
    plan,
    entries: input.entries,
    budget: batchBudget(config),
    window: config.batch.window,
    model: config.models.actor?.model ?? '',
    searchAttributes,
  });
  for (const line of startLines(surroundings, plan.batchId)) io.say(line);
  io.say(`results in ${results.folder}`);
}

function leave({ io, surroundings, results, plan }: BatchWork): number {
  const how = { results: `forerun batch --resume ${results.folder}` };
  for (const line of detachedLines(surroundings, [plan.batchId], how)) io.say(line);
  io.result(jsonLine({ workflow_id: plan.batchId, folder: results.folder }));
  return EXIT.done;
}

/** Writes the summary and says what came of it all; where runs are missing, how to go on. */
async function finish(
  { cli, io, surroundings, results, plan }: BatchWork,
  end: { failure?: string; leftOut?: readonly LeftOut[]; audit: boolean },
): Promise<number> {
  const missing = plan.entries.filter(({ id }) => !results.has(id)).length;
  if (missing === 0) await results.finish(new Date());
  for (const line of summaryLines(results.records)) io.say(line);
  if (isLossy(plan.strategy)) io.say(lossyWarning(plan.strategy));
  io.say(`Results: ${results.folder}`);
  if (end.failure !== undefined) io.note(`error: the batch ended early: ${plainLine(end.failure, 1000)}`);
  if (missing > 0) {
    io.say(
      `${missing} of ${plan.entries.length} runs are missing; go on with: forerun batch --resume ${results.folder}`,
    );
  }
  const { leftOut: out = [] } = end;
  if (out.length > 0) {
    const names = out.map(({ example, code }) => `${plainLine(example, 60)} (${code})`).join(', ');
    io.note(
      `error: ${out.length} ${out.length === 1 ? 'example' : 'examples'} could not be run and ${out.length === 1 ? 'is' : 'are'} not counted: ${names}`,
    );
  }
  const sound =
    !end.audit || cli.interrupts.raised || (await auditBatch({ io, surroundings, results, plan }));
  const failed = results.records.some(({ status }) => status === 'failed');
  const bad =
    !sound || failed || missing > 0 || out.length > 0 || end.failure !== undefined || cli.interrupts.raised;
  return bad ? EXIT.runsFailed : EXIT.done;
}

function sayProblem(io: Io, { id, error }: DatasetProblem): void {
  io.note(`error: ${plainLine(id, 60)} is left out: ${error.message}`);
  if (error.remedy !== undefined) io.note(`remedy: ${error.remedy}`);
}
