import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { ForerunError } from '../../../contracts/errors';
import type { TableModel } from '../../../contracts/table-model';
import { parseTable } from '../../../core/table/parse-table';
import { readyModel } from '../../../core/table/ready-model';
import { learnTable } from '../../../learning/table/learn-table';
import { scoreTrajectory } from '../../../learning/table/score';
import { scoreLines } from '../../../learning/table/score-lines';
import { ScoreSheet } from '../../../learning/table/score-sheet';
import { readTrajectories } from '../../../learning/table/read-trajectories';
import { assertWritable, writeAtomic } from '../../results/write-atomic';
import { processIo, type Io } from '../io';
import { jsonLine } from '../plain-text';
import { EXIT } from '../report-error';
import { ProblemTeller } from '../screen/problem-teller';
import { counted } from '../counted';

export interface LearnTableOptions {
  from: string[];
  out: string;
}

/** Learns a table from trace files and writes it whole or not at all. Returns the exit code, 1 where lines were left out. */
export async function learnTableFile({ from, out }: LearnTableOptions): Promise<number> {
  const io = processIo(false);
  const startedMs = performance.now();
  await assertWritable(out);
  const problems = new ProblemTeller(io);
  const model = await learnTable({ files: from, onProblem: problems.tell, log: io.note });
  const text = `${JSON.stringify(model)}\n`;
  await writeAtomic(out, text);
  const { trajectories, tasks, turns } = model.learned;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  io.say(
    `${out}: learned from ${counted(turns, 'turn')} of ${counted(trajectories, 'run')} of ${counted(tasks, 'task')} in ${seconds} s, ${(text.length / 1e6).toFixed(2)} MB`,
  );
  return usedAll(io, problems.count);
}

/** The exit code: lines that were left out are no success. */
function usedAll(io: Io, problems: number): number {
  if (problems === 0) return EXIT.done;
  io.note(`${counted(problems, 'line')} could not be used, see above`);
  return EXIT.runsFailed;
}

export interface ScoreTableOptions {
  model: string;
  data: string[];
  threshold: number;
  json?: true;
}

/** Scores a table on trace files. Returns the exit code, 1 where lines were left out. */
export async function scoreTableFile({
  model: path,
  data,
  threshold,
  json,
}: ScoreTableOptions): Promise<number> {
  const io = processIo(json ?? false);
  const { table, bytes } = await readTable(path);
  const model = readyModel(table);
  const sheet = new ScoreSheet(threshold);
  const problems = new ProblemTeller(io);
  for await (const { trajectory } of readTrajectories({ files: data, onProblem: problems.tell }))
    scoreTrajectory(model, trajectory, sheet, () => performance.now());
  const scores = sheet.scores();
  for (const score of scores) io.result(jsonLine({ ...score, threshold }));
  const micros = sheet.micros50and99();
  if (micros) io.result(jsonLine({ microsMedian: micros.median, microsP99: micros.p99, fileBytes: bytes }));
  for (const line of scoreLines(scores)) io.say(line);
  io.say(`shares in percent; fired, precision, recall and ECE of calls from probability ${threshold} on`);
  if (micros)
    io.say(
      `a prediction: ${micros.median.toFixed(0)} µs median, ${micros.p99.toFixed(0)} µs p99, folding in the new messages included; the file has ${(bytes / 1e6).toFixed(2)} MB`,
    );
  return usedAll(io, problems.count);
}

async function readTable(path: string): Promise<{ table: TableModel; bytes: number }> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ForerunError({
      code: 'table_model_missing',
      blame: 'user',
      message: `the table ${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`,
      remedy: 'Write one with `forerun learn table --from FILES --out MODEL`.',
      cause,
    });
  });
  return { table: parseTable(path, text), bytes: Buffer.byteLength(text) };
}
