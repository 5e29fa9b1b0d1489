import { basename, resolve } from 'node:path';
import { writeFileAtomic } from '../../../store/atomic-write';
import { renderFigure } from './figure';
import { renderMarkdown } from './render';
import type { ReplayReport } from './replay-report';

/** Writes the report as JSON, with a table and a figure beside it; the paths of all. Throws the store's errors. */
export async function writeReport(report: ReplayReport, jsonPath: string): Promise<string[]> {
  const json = resolve(jsonPath);
  const stem = json.replace(/\.json$/, '');
  const figure = report.domains.some(({ arms }) => arms.length > 0) ? `${stem}.svg` : undefined;
  await writeFileAtomic(json, `${JSON.stringify(report, null, 2)}\n`);
  if (figure) {
    const title = 'Recorded agents, replayed: speculation against the baseline';
    await writeFileAtomic(figure, renderFigure(report.domains, title));
  }
  await writeFileAtomic(`${stem}.md`, renderMarkdown(report, figure && basename(figure)));
  return [json, `${stem}.md`, ...(figure ? [figure] : [])];
}
