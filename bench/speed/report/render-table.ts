import type { SpeedRow } from '../speed-case';
import { verdict, type CaseReport, type SpeedReport } from './speed-report';

const HEADINGS = ['case', 'to reach', 'measured', 'met'] as const;
/** Widest columns on a terminal; longer texts are wrapped between words. */
const WIDTHS = [44, 34, 60, 4] as const;

export const metText = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'yes' : 'NO');

type Cells = readonly [string, string, string, string];

const rowCells = (row: SpeedRow): Cells => [row.what, row.target, row.measured, metText(row.met)];

/** A case's lines: its rows, and why some are missing. */
function caseCells({ name, rows, error, skipped }: CaseReport): Cells[] {
  const lines: Cells[] = rows.map(rowCells);
  if (error !== undefined) lines.push([name, '', `ERROR: ${error}`, 'NO']);
  if (skipped !== undefined) lines.push([name, '', `SKIPPED: ${skipped}`, '']);
  return lines;
}

/** One case as lines of the terminal's table. */
export function renderCase(report: CaseReport): string {
  return caseCells(report).map(renderLine).join('\n');
}

export const renderHeading = (): string =>
  `${renderLine(HEADINGS)}\n${WIDTHS.map((width) => '─'.repeat(width)).join('  ')}`;

function renderLine(cells: Cells): string {
  const wrapped = cells.map((cell, column) => wrap(cell, WIDTHS[column] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, column) => (lines[line] ?? '').padEnd(WIDTHS[column] ?? 0))
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

/** Breaks a text between words into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What is said below the table. */
export function renderEnd(report: SpeedReport): string {
  const { met, missed, errors, skipped } = verdict(report.cases);
  const lines = [
    '',
    `${met} of ${met + missed.length} targets met, ${errors.length} errors, ${skipped.length} skipped, in ${Math.round(report.seconds)} s`,
    ...missed.map((what) => `missed: ${what}`),
    ...errors.map((error) => `ERROR: ${error}`),
    ...skipped.map((why) => `SKIPPED: ${why}`),
    hostLine(report),
    report.note,
  ];
  return lines.join('\n');
}

function hostLine({ host }: SpeedReport): string {
  const { versions, git } = host;
  const commit = git ? `, commit ${git.commit}${git.dirty ? ' with changes' : ''}` : '';
  return (
    `${host.cores} cores (${host.cpu}), ${host.memoryGb} GB, ${host.system}; Forerun ${versions.forerun}${commit}, ` +
    `Node ${versions.node}, Temporal server ${versions.temporalServer}, SDK ${versions.temporalSdk}; ` +
    `load before ${host.loadBefore.join(', ')}`
  );
}

/** The whole report as Markdown. */
export function renderMarkdown(report: SpeedReport): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  const table = [
    line(HEADINGS),
    line(HEADINGS.map(() => '---')),
    ...report.cases.flatMap((each) => caseCells(each).map(line)),
  ];
  return [
    '# Speed, measured',
    '',
    `\`${report.command}\`, ${report.startedAt}, ${report.pairs} pairs a case. Ratios are geometric means of paired, interleaved runs with a 95 % bootstrap interval.`,
    '',
    report.note,
    '',
    hostLine(report),
    '',
    ...table,
    '',
  ].join('\n');
}
