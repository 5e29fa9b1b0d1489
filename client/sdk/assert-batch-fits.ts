import type { FinishedRun } from '../../contracts/batch';
import { ForerunError } from '../../contracts/errors';
import type { BatchEntry } from './plan-runs';

/**
 * A batch carries how each of its runs ended from part to part of its history, and tells it whole. Temporal takes no
 * payload over 2 MiB: beyond that the batch would stand still for good, with all its runs done. The rest is for the
 * template of its runs.
 */
const MAX_ENDINGS_BYTES = 1_500_000;

/** The longest of them (`RunStatus`). */
const STATUS: FinishedRun['status'] = 'token_limit';

/** Throws ForerunError `batch_too_large`. */
export function assertBatchFits(entries: readonly BatchEntry[]): void {
  let bytes = 0;
  let fitting = 0;
  for (const { run } of entries) {
    const { workflowId, taskId, arm } = run;
    const ending: FinishedRun = { workflowId, taskId, arm, status: STATUS };
    bytes += Buffer.byteLength(JSON.stringify(ending)) + 1;
    if (bytes <= MAX_ENDINGS_BYTES) fitting += 1;
  }
  if (fitting === entries.length) return;
  throw new ForerunError({
    code: 'batch_too_large',
    blame: 'user',
    message: `${entries.length} runs are more than one batch can keep account of: ${fitting} of them would fit`,
    remedy: 'Run them as several batches: --start, --end, --level and --max choose a part of a dataset.',
  });
}
