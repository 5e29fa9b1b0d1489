import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Interrupts } from '../cli/interrupts';
import type { Io } from '../cli/io';
import { beginManifest, closeFolder, defaultFolder } from '../cli/output-folder';
import { EXIT } from '../cli/report-error';
import { temporalScripts } from '../embedded/scripts';
import type { RunRecord } from '../results/run-record';
import { ResultsFolder } from '../results/write-results';
import { runLink } from '../sdk/run-link';
import { DEMO_ARMS } from './demo-arms';
import type { DemoOptions } from './demo-options';
import { DemoProgress } from './demo-progress';
import { demoLinks, demoResult, type DemoResult } from './demo-result';
import { WIDE_COLUMNS } from './demo-table';
import { closingLines, openingLines } from './demo-texts';
import { openDemoWorld, type DemoWorld } from './demo-world';
import { demoDataset, demoTaskName, prepareDemo, readDemo, type DemoTask } from './prepare-demo';
import { runBatch, untilStopped } from './run-batch';

/** Questions that are run once before anything counts: with all that starts at its first use. */
const WARM_UP = ['demo-draughts', 'demo-vat'];

/** Simulated runs take half a minute at most; real ones are ended by their own limit, half an hour by default. */
const STALL_MS = 180_000;
const REAL_STALL_MS = 3_600_000;

export interface DemoInput {
  options: DemoOptions;
  io: Io;
  interrupts: Interrupts;
  cwd: string;
  /** Arguments as typed, for the manifest. */
  argv: readonly string[];
}

/**
 * The demonstration batch: brings everything up, runs every question in every arm, prints the table, writes the results
 * under runs/, and on a terminal stays up until Ctrl-C. Returns the exit code: 1 where a run failed, was wrong or was
 * not made. Throws ForerunError where it cannot run at all.
 */
export async function runDemo(input: DemoInput): Promise<number> {
  const { options, io, cwd } = input;
  const stop = new AbortController();
  input.interrupts.handle(() => stop.abort());
  const examples = await readDemo();
  openingLines(options, examples.length, DEMO_ARMS.length).forEach(io.say);
  const forerunDir = (await temporalScripts()).findForerunFolder(cwd);
  const world = await openDemoWorld({ options, cwd, forerunDir, log: (line) => io.note(`  ${line}`) });
  try {
    const tasks = await prepareDemo(examples, world.store);
    const result = await runCounted({ ...input, world, tasks, stop: stop.signal });
    if (staysUpAfter({ io, options, stop: stop.signal })) {
      io.say('Everything stays up until Ctrl-C.');
      await untilStopped(stop.signal, world.lost);
    }
    return result.failed.length + result.missing + result.differing.length === 0
      ? EXIT.done
      : EXIT.runsFailed;
  } finally {
    if (io.terminal) io.note('draining the workers …');
    await world.release();
  }
}

/** On a terminal it stays, so that the runs can be looked at. */
const staysUpAfter = ({ io, options, stop }: Pick<Running, 'io' | 'options' | 'stop'>): boolean =>
  io.terminal !== undefined && !options.exit && !options.json && !stop.aborted;

type Running = DemoInput & { world: DemoWorld; tasks: DemoTask[]; stop: AbortSignal };

async function runCounted(input: Running): Promise<DemoResult> {
  const { options, io, cwd, world, tasks, stop } = input;
  const names = new Map(tasks.map(({ example, task }) => [task.taskId, demoTaskName(example)]));
  const batchId = `demo-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(3).toString('hex')}`;
  if (!options.real) await warmUp(input, batchId);
  const folder = resolve(cwd, `${defaultFolder('demo', new Date())}-${batchId.slice(-6)}`);
  const results = await ResultsFolder.open(folder, 'new');
  try {
    const batch = runLink({ ...linkPlace(world), workflowId: batchId });
    io.say(`Batch ${batchId}${batch === undefined ? '' : `\n  ${batch}`}`);
    const records = await runAndWrite({ ...input, names, batchId, results });
    const result = demoResult(names, records);
    const links = { batch, ...demoLinks(result, linkPlace(world)) };
    const { actor, spec } = world.config.models;
    const models = { actor: actor?.model ?? '', predictor: spec?.model ?? '' };
    const columns = io.terminal?.columns ?? WIDE_COLUMNS;
    const staysUp = staysUpAfter(input);
    closingLines({ result, options, links, folder, cwd, models, columns, staysUp }).forEach(io.say);
    if (stop.aborted) io.say('Interrupted: not all runs were made.');
    io.result(JSON.stringify(jsonOf({ result, options, links, folder, batchId, models })));
    return result;
  } finally {
    await closeFolder(results);
  }
}

const linkPlace = ({ server }: DemoWorld): { uiUrl: string; namespace: string } => ({
  uiUrl: server.uiUrl,
  namespace: server.where.namespace,
});

async function warmUp(input: Running, batchId: string): Promise<void> {
  const { options, io, world, tasks, stop } = input;
  io.say(`Warming up with ${WARM_UP.length} runs that do not count.`);
  await runBatch({
    world,
    batchId: `${batchId}-warm-up`,
    tasks: tasks.filter(({ task }) => WARM_UP.includes(task.taskId)),
    arms: DEMO_ARMS.slice(2),
    onRecord: () => Promise.resolve(),
    note: io.note,
    stallMs: STALL_MS * Math.max(1, options.timeScale),
    stop,
  });
}

async function runAndWrite(
  input: Running & {
    names: ReadonlyMap<string, string>;
    batchId: string;
    results: ResultsFolder;
  },
): Promise<RunRecord[]> {
  const { options, io, world, tasks, names, batchId, results, stop } = input;
  await beginManifest({
    results,
    batchId,
    argv: input.argv,
    config: world.config,
    arms: DEMO_ARMS,
    dataset: { path: demoDataset(), selected: tasks.length },
  });
  const progress = new DemoProgress(io, names, Date.now);
  const records: RunRecord[] = [];
  try {
    await runBatch({
      world,
      batchId,
      tasks,
      arms: DEMO_ARMS,
      onStarted: (running, finished) => progress.running(running, finished),
      onRecord: async (record) => {
        await results.write(record);
        records.push(record);
        progress.add(record);
      },
      note: io.note,
      stallMs: options.real ? REAL_STALL_MS : STALL_MS * Math.max(1, options.timeScale),
      stop,
    });
    await results.finish(new Date());
  } finally {
    progress.end();
  }
  return records;
}

function jsonOf(input: {
  result: DemoResult;
  options: DemoOptions;
  links: { batch?: string; baseline?: string; speculating?: string };
  folder: string;
  batchId: string;
  models: { actor: string; predictor: string };
}): object {
  const { result, options, links, folder, batchId, models } = input;
  return {
    format: 'forerun-demo/1',
    simulated_models: !options.real,
    time_scale: options.timeScale,
    batch_id: batchId,
    models,
    ratios: result.ratios,
    differing: result.differing,
    failed: result.failed.map(({ id }) => id),
    missing: result.missing,
    runs: result.rows.flatMap(({ name, runs }) => runs.flatMap((run) => (run ? [runOf(name, run)] : []))),
    links,
    folder,
  };
}

const runOf = (name: string, run: RunRecord): object => ({
  name,
  id: run.id,
  task_id: run.task_id,
  arm: run.arm,
  lookahead: run.lookahead,
  correct: run.correct,
  predicted: run.predicted,
  steps: run.steps,
  seconds: run.time_seconds,
  hits: run.spec_hits + run.observed_hits,
  eligible_calls: run.accounts.eligibleCalls,
  accepted_ahead: run.accepted_ahead,
  hidden_seconds: run.hidden_seconds,
  wasted_seconds: run.accounts.wastedSeconds,
});
