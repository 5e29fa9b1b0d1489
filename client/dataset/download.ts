import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForerunError } from '../../contracts/errors';
import { makeFolders } from '../../store/make-folders';
import { lockFolder } from '../results/folder-lock';
import { unwritable, writeAtomic } from '../results/write-atomic';
import { DATASET_FILE, readDatasetRecord, type DatasetRecord } from './dataset-source';
import { exampleName } from './example';
import type { ExampleRow } from './example-row';
import { fetchFile } from './fetch-file';
import { filesOfFolder, resolveCommit, type Hub, type HubFile } from './hub';
import { readRows } from './read-rows';

/** The GAIA repository on Hugging Face. */
export const GAIA_REPOSITORY = 'gaia-benchmark/GAIA';

export interface DownloadInput {
  /** Folder to write; made where needed. */
  output: string;
  token?: string;
  /** Branch, tag or commit; `main` by default. */
  revision?: string;
  /** Base URL of a mirror or gateway. */
  endpoint?: string;
  split?: 'validation' | 'test';
  log: (line: string) => void;
  /** Pause before a second attempt; 1000 by default. */
  retryDelayMs?: number;
}

/**
 * Fetches GAIA 2023 and writes it as `level1/example_000/metadata.json` with attachments beside, and the commit into
 * dataset.json. Broken off at any moment, it goes on where it stopped, with the same commit; a finished folder is checked
 * and left as it is. Throws ForerunError `dataset_gated`, `bad_token`, `dataset_not_found`, `dataset_unreachable`,
 * `download_corrupt`, `dataset_other_revision`, `output_not_empty`, `output_in_use`, `output_unwritable`.
 */
export async function downloadGaia(input: DownloadInput): Promise<DatasetRecord> {
  const { output, log } = input;
  const hub: Hub = {
    repository: GAIA_REPOSITORY,
    retryDelayMs: input.retryDelayMs ?? 1000,
    ...(input.endpoint === undefined ? {} : { endpoint: input.endpoint }),
    ...(input.token === undefined ? {} : { token: input.token }),
  };
  const lock = await lockFolder(output);
  try {
    const earlier = await earlierDownload(output);
    const record = await plan(hub, input, earlier);
    log(`${record.repository} at ${record.commit}, ${record.split} split → ${output}`);
    const done = await writeExamples(hub, record, output, log);
    await rm(join(output, WORK_FOLDER), { recursive: true, force: true });
    return done;
  } finally {
    await lock.release();
  }
}

const WORK_FOLDER = '.download';

/** What an earlier download says of itself. A folder with other content is not ours to write into. */
async function earlierDownload(output: string): Promise<DatasetRecord | undefined> {
  const record = await readDatasetRecord(output);
  if (record) return record;
  const others = (await readdir(output)).filter((name) => !name.startsWith('.'));
  if (others.length === 0) return undefined;
  throw new ForerunError({
    code: 'output_not_empty',
    blame: 'user',
    message: `${output} is not empty (${others.slice(0, 3).join(', ')}), and no download has made it.`,
    remedy: 'Name another folder with --output, or move this one away.',
    details: { output },
  });
}

/** What is to be there in the end. An unfinished download keeps its commit, so that it never mixes two. */
async function plan(
  hub: Hub,
  input: DownloadInput,
  earlier: DatasetRecord | undefined,
): Promise<DatasetRecord> {
  const { repository } = hub;
  const { revision = earlier?.revision ?? 'main', split = earlier?.split ?? 'validation' } = input;
  const goesOn = earlier && !earlier.complete && earlier.revision === revision && earlier.split === split;
  const commit = goesOn ? earlier.commit : await resolveCommit(hub, revision);
  if (earlier && (earlier.commit !== commit || earlier.split !== split)) {
    throw new ForerunError({
      code: 'dataset_other_revision',
      blame: 'user',
      message: `${input.output} holds the ${earlier.split} split at ${earlier.commit}; ${revision} is ${commit} (${split}).`,
      remedy: `Keep it (--revision ${earlier.commit}), or name another folder with --output.`,
    });
  }
  return earlier ?? initialRecord({ repository, revision, commit, split });
}

const initialRecord = (
  of: Pick<DatasetRecord, 'repository' | 'revision' | 'commit' | 'split'>,
): DatasetRecord => ({ format: 'forerun-dataset/1', ...of, examples: 0, complete: false });

async function writeExamples(
  hub: Hub,
  record: DatasetRecord,
  output: string,
  log: (line: string) => void,
): Promise<DatasetRecord> {
  const { commit, split } = record;
  const files = await filesOfFolder(hub, commit, `2023/${split}`);
  const metadata = await fetchMetadata(hub, record, files, join(output, WORK_FOLDER));
  await writeRecord(output, record);
  const counts = new Map<string, number>();
  let examples = 0;
  for await (const placed of readRows(metadata)) {
    if ('error' in placed) throw placed.error;
    const { row } = placed;
    const index = counts.get(row.level) ?? 0;
    counts.set(row.level, index + 1);
    const place = join(`level${row.level || '0'}`, exampleName(index));
    await writeExample({ hub, commit, row, files, folder: join(output, place), log });
    examples += 1;
    if (examples % 25 === 0) log(`${examples} examples`);
  }
  const done: DatasetRecord = { ...record, examples, complete: true };
  await writeRecord(output, done);
  log(`${examples} examples, complete`);
  return done;
}

const writeRecord = (output: string, record: DatasetRecord): Promise<void> =>
  writeAtomic(join(output, DATASET_FILE), `${JSON.stringify(record, null, 2)}\n`);

async function fetchMetadata(
  hub: Hub,
  record: DatasetRecord,
  files: ReadonlyMap<string, HubFile>,
  folder: string,
): Promise<string> {
  const name = ['metadata.parquet', 'metadata.jsonl'].find((candidate) => files.has(candidate));
  const file = name === undefined ? undefined : files.get(name);
  if (name === undefined || file === undefined) {
    throw new ForerunError({
      code: 'dataset_not_found',
      blame: 'user',
      message: `${hub.repository} at ${record.commit} has neither metadata.parquet nor metadata.jsonl in 2023/${record.split}.`,
      remedy: 'Check --revision; without it the newest one is taken.',
    });
  }
  const target = join(folder, name);
  await fetchFile({ hub, commit: record.commit, file, target });
  return target;
}

/** The attachment first, the metadata last: an example with metadata is whole. */
async function writeExample(input: {
  hub: Hub;
  commit: string;
  row: ExampleRow;
  files: ReadonlyMap<string, HubFile>;
  folder: string;
  log: (line: string) => void;
}): Promise<void> {
  const { hub, commit, row, files, folder, log } = input;
  const file = row.fileName === undefined ? undefined : files.get(row.fileName);
  if (row.fileName !== undefined && file === undefined) {
    log(`${row.taskId}: its attachment ${row.fileName} is not in the repository`);
  }
  const target = join(folder, row.fileName ?? '');
  if (file && (await fetchFile({ hub, commit, file, target }))) log(`${target} (${file.bytes} bytes)`);
  await makeFolder(folder);
  await writeAtomic(join(folder, 'metadata.json'), `${JSON.stringify(metadataOf(row), null, 2)}\n`);
}

/** The form of the folders of examples, with the keys that the earlier implementation wrote. */
const metadataOf = (row: ExampleRow): object => ({
  task_id: row.taskId,
  question: row.question,
  level: /^\d+$/.test(row.level) ? Number(row.level) : row.level,
  final_answer: row.groundTruth ?? '',
  file_name: row.fileName ?? '',
  annotator_metadata: row.annotatorMetadata ?? {},
});

async function makeFolder(folder: string): Promise<void> {
  await makeFolders(folder).catch((cause: unknown) => {
    throw unwritable(folder, cause);
  });
}
