import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ForerunError } from '../contracts/errors';
import type { TableModel } from '../contracts/table-model';
import { parseTable } from '../core/table/parse-table';
import type { Predictor } from './predictor';

const LEARN =
  'Write one with `forerun learn table --from FILES --out MODEL`, or take FORERUN_TABLE_MODEL away.';

/**
 * The table predictor of a worker process. Its file is read, verified and hashed once, when it is first asked for; the
 * hash of its bytes is its version and the end of its name, which every prediction carries into history. A run does not
 * pin it: a prediction can be useless but never wrong, and a run that two tables served shows both by name.
 */
export class TableFile {
  private loading?: Promise<Predictor>;

  constructor(
    private readonly path: string,
    private readonly make: (input: { model: TableModel; modelHash: string }) => Predictor,
  ) {}

  /**
   * Throws ForerunError `no_table_model` (none is configured), `table_model_missing`, `table_model_corrupt`,
   * `table_model_version`. A failed attempt is forgotten, so a file that is put right is used without a restart.
   */
  predictor(): Promise<Predictor> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  private async load(): Promise<Predictor> {
    if (this.path === '') {
      throw new ForerunError({
        code: 'no_table_model',
        blame: 'user',
        message: 'the table predictor was asked, but this worker has no table (speculation.tableModel)',
        remedy: 'Set FORERUN_TABLE_MODEL on all workers, or take table out of FORERUN_PREDICTORS.',
      });
    }
    const bytes = await readFile(this.path).catch((cause: unknown) => {
      const { code, message } = cause as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'there is no such file' : message;
      throw problem('table_model_missing', `the table ${this.path} cannot be read: ${why}`, cause);
    });
    const model = parseTable(this.path, bytes.toString('utf8'), LEARN);
    return this.make({ model, modelHash: createHash('sha256').update(bytes).digest('hex') });
  }
}

const problem = (code: string, message: string, cause?: unknown): ForerunError =>
  new ForerunError({ code, blame: 'user', message, remedy: LEARN, cause });
