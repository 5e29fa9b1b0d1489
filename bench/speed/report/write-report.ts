import { resolve } from 'node:path';
import { writeFileAtomic } from '../../../store/atomic-write';
import { renderMarkdown } from './render-table';
import type { SpeedReport } from './speed-report';

/** Writes the report as JSON and, beside it, as a table in Markdown; the paths of both. Throws the store's errors. */
export async function writeReport(report: SpeedReport, jsonPath: string): Promise<string[]> {
  const json = resolve(jsonPath);
  const markdown = `${json.replace(/\.json$/, '')}.md`;
  await writeFileAtomic(json, `${JSON.stringify(report, null, 2)}\n`);
  await writeFileAtomic(markdown, renderMarkdown(report));
  return [json, markdown];
}
