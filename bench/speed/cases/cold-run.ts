import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot, programPath } from '../../../client/embedded/package-root';
import { median } from '../../../core/statistics';
import { seconds } from '../report/format';
import { SkippedError, type SpeedCase, type SpeedContext, type SpeedRow } from '../speed-case';
import { answerFor, questionFor, STANDARD, STANDARD_CALLS } from '../standard-script';
import type { World } from '../world/world';

const LIMIT_SECONDS = 1;
const RUNS = 3;
const PROGRAM_LIMIT_MS = 120_000;

/** A new process of the command line, from its start to its end, against the time of the run that it starts. */
export const coldRunCase: SpeedCase = {
  name: 'cold-run',
  about: 'cold `forerun run` against running workers: overhead over the run itself',
  measure,
};

async function measure({ world, quick }: SpeedContext): Promise<SpeedRow[]> {
  if (!existsSync(programPath('client/cli/main.js'))) {
    throw new SkippedError('there is no command line in this build (dist/client/cli/main.js)');
  }
  await world.play({ latencies: STANDARD, calls: STANDARD_CALLS, predictions: 'right' });
  const example = await writeExample(world.folder);
  const overheads: number[] = [];
  const walls: number[] = [];
  for (let run = 0; run < (quick ? 1 : RUNS); run += 1) {
    const { wallSeconds, runSeconds } = await coldRun(world, example);
    walls.push(wallSeconds);
    overheads.push(wallSeconds - runSeconds);
  }
  const overhead = median(overheads) ?? 0;
  return [
    {
      what: 'cold `forerun run` against running workers: overhead over the run itself',
      target: `≤ ${LIMIT_SECONDS} s`,
      measured: `${seconds(overhead)} (of ${seconds(median(walls) ?? 0)})`,
      met: overhead <= LIMIT_SECONDS,
      values: { overheadSeconds: overheads, wallSeconds: walls },
    },
  ];
}

/** An example folder as GAIA's are, whose answer is known. */
async function writeExample(folder: string): Promise<string> {
  const example = join(folder, 'dataset', 'level1', 'example_000');
  await mkdir(example, { recursive: true });
  const metadata = {
    task_id: 'speed-cold-run',
    question: questionFor(STANDARD_CALLS),
    level: 1,
    final_answer: answerFor(STANDARD_CALLS),
    file_name: '',
    annotator_metadata: {},
  };
  await writeFile(join(example, 'metadata.json'), JSON.stringify(metadata));
  return example;
}

async function coldRun(world: World, example: string): Promise<{ wallSeconds: number; runSeconds: number }> {
  const startedMs = performance.now();
  const { code, stdout, stderr } = await forerun(world, ['run', example, '--json', '--lookahead', '0']);
  const wallSeconds = (performance.now() - startedMs) / 1000;
  if (code !== 0) throw new Error(`forerun run ended with ${code}\n${stderr}`);
  const record = JSON.parse(stdout) as { correct?: boolean; time_seconds?: number };
  if (record.correct !== true || record.time_seconds === undefined) {
    throw new Error(`forerun run answered wrongly: ${stdout.slice(0, 400)}`);
  }
  return { wallSeconds, runSeconds: record.time_seconds };
}

function forerun(
  world: World,
  args: string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(packageRoot(), 'scripts', 'forerun.mjs'), ...args], {
    cwd: world.folder,
    env: world.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROGRAM_LIMIT_MS,
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text }));
  });
}
