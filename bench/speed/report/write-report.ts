import { writeReportFiles } from '../../shared/write-report-files';
import { renderMarkdown } from './render-table';
import type { SpeedReport } from './speed-report';

/** Writes the report as JSON and, beside it, as a table in Markdown; the paths of both. Throws the store's errors. */
export const writeReport = (report: SpeedReport, jsonPath: string): Promise<string[]> =>
  writeReportFiles(jsonPath, report, renderMarkdown(report));
