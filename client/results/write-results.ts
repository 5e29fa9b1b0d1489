import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForerunError, messageOf } from '../../contracts/errors';
import { compareNames } from '../dataset/example';
import { lockFolder, type FolderLock } from './folder-lock';
import type { Manifest } from './manifest';
import { readManifest } from './read-manifest';
import { isRunFile, MANIFEST, RESULTS_LINES, resultsMissing, SUMMARY, type UnreadFile } from './read-results';
import { RunRecord } from './run-record';
import { toComparable, type ComparableRecord } from './comparable-record';
import { summaryFile } from './summary-file';
import { isTemporaryName } from '../../store/durable-file';
import { unwritable, writeAtomic } from './write-atomic';

/**
 * An output folder that this process writes. Its methods may be called at any time; they are carried out one by one. Run files are the truth; results.jsonl grows by a line a run and is built
 * anew from them at the start and at the end, so half a line never stays.
 */
export class ResultsFolder {
  private last: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    private readonly lock: FolderLock,
    private readonly kept: Map<string, ComparableRecord>,
    /** Files that were there and hold no run of ours. */
    readonly unread: readonly UnreadFile[],
    private manifest: Manifest | undefined,
  ) {}

  /**
   * Opens a folder for writing. `new` refuses one that holds runs already; `resume` keeps them and does away with what a
   * crash left behind. Throws ForerunError `output_in_use`, `output_unwritable`, `output_not_empty`,
   * `manifest_unreadable`, and `results_missing` for a resume where nothing is.
   */
  static async open(folder: string, mode: 'new' | 'resume'): Promise<ResultsFolder> {
    if (mode === 'resume' && !(await exists(folder))) throw resultsMissing(folder);
    const lock = await lockFolder(folder);
    try {
      const { records, unread } = await readRunFiles(folder);
      if (mode === 'new') await refuseUsed(folder, records.length);
      const kept = new Map(records.map((record) => [record.id, record]));
      const results = new ResultsFolder(folder, lock, kept, unread, await readManifest(folder));
      if (mode === 'resume') await results.rebuild();
      return results;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Runs that are in the folder, without messages and trajectories. */
  get records(): ComparableRecord[] {
    return [...this.kept.values()];
  }

  /** Whether the folder has this run's result already (`runId`). */
  has(id: string): boolean {
    return this.kept.has(id);
  }

  /** Writes the conditions of the batch; on resume the first start stays. */
  begin(manifest: Manifest): Promise<void> {
    return this.inTurn(() => this.writeFirstManifest(manifest));
  }

  /** Writes one run's result. When the promise resolves, its file is durable. A second one of the same id replaces it. */
  write(record: RunRecord): Promise<void> {
    return this.inTurn(() => this.writeRun(RunRecord.parse(record)));
  }

  /** Writes results.jsonl, summary.json and the finished manifest. */
  finish(finishedAt: Date): Promise<void> {
    return this.inTurn(() => this.writeEnd(finishedAt));
  }

  /** Gives the folder back; also without `finish`, after which a resume finds everything that was written. */
  close(): Promise<void> {
    return this.inTurn(() => this.lock.release());
  }

  /** One after another, in the order of the calls; a failure is its caller's alone. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async writeFirstManifest(manifest: Manifest): Promise<void> {
    const started = this.manifest?.started_at ?? manifest.started_at;
    const models = this.manifest?.models ?? [];
    this.manifest = { ...manifest, started_at: started, models };
    await this.writeJson(MANIFEST, this.manifest);
  }

  private async writeRun(checked: RunRecord): Promise<void> {
    const comparable = toComparable(checked, checked.id);
    if (!comparable) throw new TypeError(`ResultsFolder.write: the record ${checked.id} is no result`);
    const again = this.kept.has(checked.id);
    await this.writeJson(`${checked.id}.json`, checked);
    this.kept.set(checked.id, comparable);
    if (again) await this.rebuild();
    else await this.appendLine(JSON.stringify(checked));
    await this.note(checked.actor_model_returned);
  }

  private async writeEnd(finishedAt: Date): Promise<void> {
    await this.rebuild();
    await this.writeJson(SUMMARY, summaryFile(this.records));
    if (!this.manifest) return;
    this.manifest = { ...this.manifest, finished_at: finishedAt.toISOString() };
    await this.writeJson(MANIFEST, this.manifest);
  }

  private async note(model: string): Promise<void> {
    if (model === '' || !this.manifest || this.manifest.models.includes(model)) return;
    this.manifest = { ...this.manifest, models: [...this.manifest.models, model].sort() };
    await this.writeJson(MANIFEST, this.manifest);
  }

  private async appendLine(line: string): Promise<void> {
    const path = join(this.folder, RESULTS_LINES);
    await appendFile(path, `${line}\n`).catch((cause: unknown) => {
      throw unwritable(path, cause);
    });
  }

  private async rebuild(): Promise<void> {
    const ids = [...this.kept.keys()].sort(compareNames);
    await writeAtomic(join(this.folder, RESULTS_LINES), linesOf(this.folder, ids));
  }

  private writeJson(name: string, value: object): Promise<void> {
    return writeAtomic(join(this.folder, name), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/** One line a run, read back from its file, so that memory holds one run at a time. */
async function* linesOf(folder: string, ids: readonly string[]): AsyncGenerator<string> {
  for (const id of ids) {
    const value: unknown = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
    yield `${JSON.stringify(value)}\n`;
  }
}

/** Our runs in a folder; removes temporary files of writes that were broken off, and names what is no run of ours. */
async function readRunFiles(folder: string): Promise<{ records: ComparableRecord[]; unread: UnreadFile[] }> {
  const names = (await readdir(folder)).sort();
  for (const name of names.filter(isTemporaryName)) await rm(join(folder, name), { force: true });
  const records: ComparableRecord[] = [];
  const unread: UnreadFile[] = [];
  for (const name of names.filter(isRunFile)) {
    const file = join(folder, name);
    const read = await readRunFile(file);
    if ('reason' in read) unread.push({ file, reason: read.reason });
    else if (`${read.record.id}.json` !== name) unread.push({ file, reason: `holds ${read.record.id}` });
    else records.push(read.record);
  }
  return { records, unread };
}

async function readRunFile(file: string): Promise<{ record: ComparableRecord } | { reason: string }> {
  try {
    const parsed = RunRecord.safeParse(JSON.parse(await readFile(file, 'utf8')));
    const record = parsed.success ? toComparable(parsed.data, parsed.data.id) : undefined;
    return record ? { record } : { reason: 'holds no run of Forerun' };
  } catch (error) {
    return { reason: `half-written (${messageOf(error)})` };
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function refuseUsed(folder: string, runs: number): Promise<void> {
  if (runs === 0 && !(await exists(join(folder, RESULTS_LINES)))) return;
  throw new ForerunError({
    code: 'output_not_empty',
    blame: 'user',
    message: `${folder} holds results already (${runs} run${runs === 1 ? '' : 's'} of Forerun).`,
    remedy: `Go on with it by --resume ${folder}, or name another folder with --output.`,
    details: { folder, runs },
  });
}
