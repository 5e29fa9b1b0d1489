import { gzipSync } from 'node:zlib';
import type { BlobStore } from '../../../contracts/blob-store';
import { ForerunError } from '../../../contracts/errors';
import type { Trace } from '../../../contracts/trace';
import type { LogFormat } from '../../../learning/traces/import/exchange';
import { importLogs } from '../../../learning/traces/import/import-logs';
import { readTraces } from '../../../learning/traces/read-traces';
import { openStore } from '../../../store/open-store';
import { assertWritable, writeAtomic } from '../../results/write-atomic';
import { exportRun } from '../../sdk/export-run';
import { processIo, type Io } from '../io';
import { withServer } from '../open-server';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';
import { ProblemTeller } from '../screen/problem-teller';
import { selectRuns } from '../select-runs';
import { counted } from '../counted';

export interface ExportOptions {
  batch?: string[];
  out?: string;
  config?: string;
}

export interface ImportOptions {
  format: 'trace' | LogFormat;
  out?: string;
  domain?: string;
  readOnly?: string[];
  strict?: true;
}

/** Finished runs as trace lines; the exit status. */
export function exportRuns(runs: string[], options: ExportOptions): Promise<number> {
  const io = processIo(true);
  return withServer({ io, configPath: options.config }, async ({ client, config, cwd }) => {
    const store = openStore(config.store, { cwd });
    const { workflowIds, running, absent } = await selectRuns(client, store, [
      ...runs,
      ...(options.batch ?? []),
    ]);
    for (const id of running) io.note(`warning: ${plainLine(id)} has not ended and is left out`);
    for (const id of absent) io.note(`warning: ${plainLine(id)} was not started, or is gone`);
    const leftOut = new ProblemTeller(io);
    await write(io, options.out, exported({ client, store, workflowIds, onLeftOut: leftOut.tell }));
    return leftOut.count + running.length + absent.length === 0 ? EXIT.done : EXIT.runsFailed;
  });
}

/** Log files as trace lines; the exit status. */
export async function importFiles(files: string[], options: ImportOptions): Promise<number> {
  const io = processIo(true);
  const problems = new ProblemTeller(io);
  const { format, domain, readOnly, strict } = options;
  if (format === 'trace' && (domain ?? readOnly) !== undefined)
    throw onlyForLogs(domain ? '--domain' : '--read-only');
  const input = { files, strict, onProblem: problems.tell };
  const traces = format === 'trace' ? readTraces(input) : importLogs({ ...input, format, domain, readOnly });
  const strangers = new Set(readOnly);
  await write(io, options.out, withoutTheirTools(traces, strangers));
  if (strangers.size > 0)
    io.note(
      `warning: --read-only names ${[...strangers].map((name) => plainLine(name)).join(', ')}, which no run has among its tools`,
    );
  return problems.count === 0 ? EXIT.done : EXIT.runsFailed;
}

/** Hands traces on, and takes the names of their tools from those given. */
async function* withoutTheirTools(traces: AsyncIterable<Trace>, names: Set<string>): AsyncGenerator<Trace> {
  for await (const trace of traces) {
    for (const { name } of trace.tools ?? []) names.delete(name);
    yield trace;
  }
}

async function* exported(input: {
  client: Parameters<typeof exportRun>[0]['client'];
  store: BlobStore;
  workflowIds: readonly string[];
  onLeftOut: (problem: Pick<ForerunError, 'message' | 'remedy'>) => void;
}): AsyncGenerator<Trace> {
  let count = 0;
  for (const workflowId of input.workflowIds) {
    const trace = await exportRun({ ...input, workflowId }).catch((error: unknown) => {
      if (!(error instanceof ForerunError)) throw error;
      const { message } = error;
      const named = message.includes(workflowId) ? message : `${workflowId}: ${message}`;
      input.onLeftOut({ message: named, remedy: error.remedy });
      return undefined;
    });
    if (!trace) continue;
    count += 1;
    yield trace;
  }
  if (count === 0) throw nothingExported();
}

/** To a file whole or not at all, packed where its name says so; to standard output line by line. */
async function write(io: Io, path: string | undefined, traces: AsyncIterable<Trace>): Promise<void> {
  if (path !== undefined) await assertWritable(path);
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const trace of traces) {
      count += 1;
      yield `${jsonLine(trace)}\n`;
    }
  }
  if (path === undefined) for await (const line of lines()) io.result(line.trimEnd());
  else if (path.endsWith('.gz')) await writeAtomic(path, packed(lines()));
  else await writeAtomic(path, lines());
  io.note(`${counted(count, 'trace')}${path === undefined ? '' : ` written to ${plainLine(path)}`}`);
}

/** One gzip member a line would pack badly; some hundred thousand characters a member do well. */
async function* packed(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const line of lines) {
    text += line;
    if (text.length < 500_000) continue;
    yield gzipSync(text);
    text = '';
  }
  yield gzipSync(text);
}

const onlyForLogs = (option: string): ForerunError =>
  new ForerunError({
    code: 'options_conflict',
    blame: 'user',
    message: `${option} is about chat logs; with --format trace each line says it itself`,
    remedy: `Leave ${option} out, or name the logs' format.`,
  });

const nothingExported = (): ForerunError =>
  new ForerunError({
    code: 'nothing_exported',
    blame: 'user',
    message: 'none of the runs could be exported; nothing was written',
    remedy: 'The messages above say why, run by run.',
  });
