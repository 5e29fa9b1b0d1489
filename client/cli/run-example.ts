import type { WorkflowHandle } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import { SIGNALS } from '../../contracts/names';
import { openStore } from '../../store/open-store';
import type { DatasetExample } from '../dataset/example';
import { prepareTask } from '../dataset/prepare-task';
import type { RunRecord } from '../results/run-record';
import type { ResultsFolder } from '../results/write-results';
import { openSurroundings, type Surroundings } from '../embedded/surroundings';
import { followRun } from '../sdk/follow-run';
import { newToken } from '../sdk/new-token';
import { planRuns, type ArmChoice, type BatchEntry } from '../sdk/plan-runs';
import { recordSettings, runRecordOf } from '../sdk/run-record-of';
import { runTemplate } from '../sdk/run-template';
import { startRun, type AgentRun } from '../sdk/start-run';
import { warmForArms } from '../sdk/warm-tools';
import type { Cli } from './cli';
import { configFlags, type RunOptions } from './common-options';
import type { Io } from './io';
import { armsOf, checkBeforeRuns, openCommand } from './open-command';
import { beginManifest, closeFolder, defaultFolder, openForRuns } from './output-folder';
import { jsonLine, plainLine } from './plain-text';
import { EXIT } from './report-error';
import { recordLines } from './screen/record-lines';
import { armName } from './screen/finished-line';
import { narrateStep } from './screen/narrate-step';
import { summaryLines } from './screen/summary-lines';
import { detachedLines, startLines } from './start-lines';

/**
 * Runs one example in every arm that was asked for, one after the other; narrates each step and writes the result.
 * Returns the exit code. Throws ForerunError for what keeps it from starting.
 */
export async function runExample(input: {
  cli: Cli;
  io: Io;
  options: RunOptions;
  example: DatasetExample;
}): Promise<number> {
  const { cli, io, options, example } = input;
  const opened = await openCommand({ configPath: options.config, flags: configFlags(options) });
  const arms = armsOf(opened.config, options);
  checkBeforeRuns(opened.config, arms, io);
  // Before anything is started: a missing attachment is known at once.
  const store = openStore(opened.config.store, { cwd: opened.cwd });
  const entries = await planExample({ example, arms, store });
  const folder = options.output ?? defaultFolder(example.id, new Date());
  const results = options.detach ? undefined : await openForRuns(folder);
  try {
    const surroundings = await openSurroundings({ ...opened, useConfigured: true, log: io.note });
    io.say(`${plainLine(example.id)}: ${plainLine(entries[0]?.run.title ?? '')}`);
    try {
      const runs = new ExampleRuns({ cli, io, surroundings, example, arms, entries, results });
      return options.detach ? await runs.detach() : await runs.follow();
    } finally {
      await surroundings.release();
    }
  } finally {
    if (results) await closeFolder(results);
  }
}

/** Puts the example into the store and plans a run in each arm. */
async function planExample(input: {
  example: DatasetExample;
  arms: readonly ArmChoice[];
  store: BlobStore;
}): Promise<BatchEntry[]> {
  const { example, arms, store } = input;
  const { task, ...prepared } = await prepareTask({ example, store });
  const { taskId, level } = task;
  return planRuns({ tasks: [{ example: example.id, task: { taskId, level, ...prepared } }], arms, newToken });
}

/** The runs of one example, one arm after the other. */
class ExampleRuns {
  constructor(
    private readonly given: {
      cli: Cli;
      io: Io;
      surroundings: Surroundings;
      example: DatasetExample;
      arms: readonly ArmChoice[];
      entries: readonly BatchEntry[];
      results?: ResultsFolder;
    },
  ) {}

  /** Starts every arm and leaves. */
  async detach(): Promise<number> {
    const { io, surroundings, entries } = this.given;
    for (const entry of entries) await this.start(entry);
    const ids = entries.map(({ run }) => run.workflowId);
    const first = ids[0] ?? 'RUN';
    for (const line of detachedLines(surroundings, ids, { results: `forerun result ${first} --output DIR` }))
      io.say(line);
    for (const workflowId of ids) io.result(jsonLine({ workflow_id: workflowId }));
    return EXIT.done;
  }

  async follow(): Promise<number> {
    const { cli, io, example, arms, entries, results, surroundings } = this.given;
    const records: RunRecord[] = [];
    for (const { id } of entries)
      if (results?.has(id))
        io.note(`warning: the earlier result ${id} in ${results.folder} will be replaced`);
    for (const entry of entries) {
      if (cli.interrupts.raised) break;
      if (records.length === 0 && results) {
        await beginManifest({
          results,
          batchId: entry.run.workflowId,
          argv: cli.argv,
          config: surroundings.config,
          arms,
          dataset: { path: example.origin, selected: 1 },
        });
      }
      // Before each arm, or the one that calls a tool first would pay for its start and the others would not.
      await warmForArms(surroundings, arms);
      records.push(await this.followOne(entry, entries.length > 1));
    }
    await results?.finish(new Date());
    if (records.length > 1) for (const line of summaryLines(results?.records ?? [])) io.say(line);
    if (results) io.say(`Results: ${results.folder}`);
    const failed = records.some(({ status }) => status === 'failed');
    return failed || cli.interrupts.raised ? EXIT.runsFailed : EXIT.done;
  }

  private async followOne(entry: BatchEntry, named: boolean): Promise<RunRecord> {
    const { cli, io, surroundings, results } = this.given;
    const { client, lost, store, config } = surroundings;
    const handle = await this.start(entry);
    if (named) io.say(`Arm: ${armName(entry.run)}`);
    cli.interrupts.handle(() => {
      io.note(
        `stopping ${entry.run.workflowId}: it gives its best answer so far; Ctrl-C again leaves at once, forerun result fetches it`,
      );
      handle
        .signal(SIGNALS.stop)
        .catch((error: unknown) => io.note(`it could not be told: ${String(error)}`));
    });
    const outcome = await Promise.race([
      followRun({
        client,
        run: entry.run,
        onStep: (step) => {
          for (const line of narrateStep(step)) io.say(line);
        },
        onTrouble: ({ activity, attempt, message }) =>
          io.note(`${activity} is tried again (attempt ${attempt}) after: ${plainLine(message, 300)}`),
      }),
      lost,
    ]);
    const record = await runRecordOf({
      store,
      entry,
      outcome,
      settings: recordSettings(config),
      onProblem: (problem) => io.note(`warning: ${problem}`),
    });
    await results?.write(record);
    for (const line of recordLines(record)) io.say(line);
    io.result(jsonLine(record));
    return record;
  }

  private async start(entry: BatchEntry): Promise<WorkflowHandle<AgentRun>> {
    const { io, surroundings } = this.given;
    const { client, store, config, searchAttributes } = surroundings;
    const storeId = await store.id();
    const choices = { lookahead: entry.run.lookahead };
    const handle = await startRun({
      client,
      template: runTemplate(config, { storeId, searchAttributes, choices }),
      task: entry.run,
      arm: entry.run.arm,
      token: entry.run.token,
      model: config.models.actor?.model ?? '',
    });
    for (const line of startLines(surroundings, entry.run.workflowId)) io.note(line);
    return handle;
  }
}
