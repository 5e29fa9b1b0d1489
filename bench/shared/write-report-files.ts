import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { assertWritable, unwritable } from '../../client/results/write-atomic';
import { writeFileAtomic } from '../../store/atomic-write';

/** Where a report's files go: the JSON, and the others beside it by their ending. */
export function reportPaths(jsonPath: string): { json: string; beside(ending: string): string } {
  const json = resolve(jsonPath);
  const stem = json.replace(/\.json$/, '');
  return { json, beside: (ending) => `${stem}${ending}` };
}

/** Before hours of work: makes the report's folder. Throws ForerunError `output_unwritable`. */
export async function assertReportWritable(jsonPath: string): Promise<void> {
  const { json } = reportPaths(jsonPath);
  try {
    await mkdir(dirname(json), { recursive: true });
  } catch (cause) {
    throw unwritable(json, cause);
  }
  await assertWritable(json);
}

/** Writes a report as JSON and, beside it, as a table in Markdown; the paths of both. Throws the store's errors. */
export async function writeReportFiles(
  jsonPath: string,
  report: unknown,
  markdown: string,
): Promise<string[]> {
  const { json, beside } = reportPaths(jsonPath);
  await writeFileAtomic(json, `${JSON.stringify(report, null, 2)}\n`);
  await writeFileAtomic(beside('.md'), markdown);
  return [json, beside('.md')];
}
