import { basename } from 'node:path';
import { writeFileAtomic } from '../../../store/atomic-write';
import { reportPaths, writeReportFiles } from '../../shared/write-report-files';
import { renderFigure } from './figure';
import { renderMarkdown } from './render';
import type { ReplayReport } from './replay-report';

const TITLE = 'Recorded agents, replayed: speculation against the baseline';

/** Writes the report as JSON, with a table and a figure beside it; the paths of all. Throws the store's errors. */
export async function writeReport(report: ReplayReport, jsonPath: string): Promise<string[]> {
  const drawn = report.domains.some(({ arms }) => arms.length > 0);
  const figure = drawn ? reportPaths(jsonPath).beside('.svg') : undefined;
  if (figure) await writeFileAtomic(figure, renderFigure(report, TITLE));
  const files = await writeReportFiles(jsonPath, report, renderMarkdown(report, figure && basename(figure)));
  return [...files, ...(figure ? [figure] : [])];
}
