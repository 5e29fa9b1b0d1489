import readXlsxFile from 'read-excel-file/node';
import { columnLetters, showCell, cellRanges, type Cell } from './cell-address';
import { colorName } from './cell-fills';
import { FileReadError } from './file-read-error';
import { readWorkbookDetails, type SheetDetails } from './workbook-details';
import { ZipArchive } from './zip-archive';

type Value = string | number | boolean | Date | null;

/** More formulas than this say nothing new; equal ones repeat down a column. */
const SHOWN_FORMULAS = 100;
/** A longer table comes last, so that what stands beside it is on the first page. */
const TABLE_FIRST_CHARS = 10_000;
/** Rectangles of one fill colour. */
const SHOWN_RANGES = 300;

/**
 * Sheets as tables with row numbers and column letters, then what a table cannot show: merged cells, fill colours,
 * formulas. `wanted` is a sheet's name or its number from 1. Throws FileReadError `sheet_not_found` and the archive's.
 */
export async function renderWorkbook(bytes: Buffer, label: string, wanted?: string): Promise<string> {
  const archive = await ZipArchive.open(bytes, label);
  await archive.verify();
  const details = await readWorkbookDetails(archive);
  const sheets = await readXlsxFile(bytes, { trim: false });
  const values = new Map(sheets.map(({ sheet, data }) => [sheet, data as unknown as Value[][]]));
  const chosen = wanted === undefined ? details : [chooseSheet(details, label, wanted)];
  const rendered = chosen.map((sheet) =>
    renderSheet(sheet, details.indexOf(sheet) + 1, values.get(sheet.name) ?? []),
  );
  return [overview(details, values), ...rendered].join('\n\n');
}

function chooseSheet(details: SheetDetails[], label: string, wanted: string): SheetDetails {
  const same = (name: string): boolean => name.toLowerCase() === wanted.toLowerCase();
  const found =
    details.find(({ name }) => name === wanted) ??
    details.find(({ name }) => same(name)) ??
    details[Number(wanted) - 1];
  if (found) return found;
  const names = details.map(({ name }, index) => `${index + 1} "${name}"`).join(', ');
  throw new FileReadError('sheet_not_found', `"${label}" has no sheet "${wanted}". Its sheets: ${names}.`);
}

function overview(details: SheetDetails[], values: Map<string, Value[][]>): string {
  const lines = details.map((sheet, index) => {
    const used = usedRange(values.get(sheet.name) ?? [], sheet);
    return `${index + 1}. "${sheet.name}": ${used}${sheet.hidden ? ', hidden' : ''}`;
  });
  return [`Workbook of ${details.length} ${details.length === 1 ? 'sheet' : 'sheets'}:`, ...lines].join('\n');
}

/** The corner of everything that a sheet holds: values, formulas, coloured cells. */
function usedRange(data: Value[][], { fills, formulas }: SheetDetails): string {
  const rows = [data.length];
  const columns = [width(data)];
  for (const { row, column } of [...[...fills.values()].flat(), ...formulas.map(({ cell }) => cell)]) {
    rows.push(row + 1);
    columns.push(column + 1);
  }
  const most = (numbers: number[]): number => numbers.reduce((left, right) => Math.max(left, right));
  const [height, breadth] = [most(rows), most(columns)];
  return height === 0 ? 'empty' : `A1:${showCell({ row: height - 1, column: Math.max(0, breadth - 1) })}`;
}

function renderSheet(sheet: SheetDetails, number: number, data: Value[][]): string {
  const unknown = new Map(
    sheet.formulas.filter(({ stored }) => !stored).map(({ cell, formula }) => [showCell(cell), formula]),
  );
  const cells = withFormulas(data, sheet.formulas);
  const columns = width(cells);
  const header = `  | ${Array.from({ length: columns }, (_, column) => columnLetters(column)).join(' | ')}`;
  const rows = cells.flatMap((row, index) => {
    const shown = Array.from({ length: columns }, (_, column) => {
      const formula = unknown.get(showCell({ row: index, column }));
      const value = row[column] ?? null;
      return value === null && formula !== undefined ? `=${formula}` : showValue(value);
    });
    return shown.every((text) => text === '') ? [] : [`${index + 1} | ${shown.join(' | ')}`];
  });
  const table = rows.length > 0 ? [header, ...rows] : ['(no values)'];
  const title = `## Sheet ${number} "${sheet.name}"`;
  const text = table.join('\n');
  const beside = extras(sheet);
  const parts = text.length <= TABLE_FIRST_CHARS ? [title, text, ...beside] : [title, ...beside, text];
  return parts.join('\n');
}

/** Rows are there for formulas, too, that the file stores no value for. */
function withFormulas(data: Value[][], formulas: { cell: Cell }[]): Value[][] {
  const cells = data.map((row) => [...row]);
  for (const { cell } of formulas) {
    while (cells.length <= cell.row) cells.push([]);
    const row = cells[cell.row]!;
    while (row.length <= cell.column) row.push(null);
  }
  return cells;
}

function extras({ merged, fills, formulas, comments }: SheetDetails): string[] {
  const lines: string[] = [];
  if (merged.length > 0) lines.push(`Merged cells: ${merged.join(', ')}`);
  if (comments.length > 0) lines.push('Comments:', ...comments.map((comment) => `- ${comment}`));
  if (fills.size > 0) {
    const colors = [...fills].map(
      ([rgb, cells]) => `- #${rgb} (${colorName(rgb)}): ${first(cellRanges(cells), SHOWN_RANGES, ', ')}`,
    );
    lines.push('Fill colours:', ...colors);
  }
  const written = formulas.filter(({ formula }) => formula !== '');
  if (written.length > 0) {
    const shown = written.map(({ cell, formula }) => `${showCell(cell)} =${formula}`);
    lines.push(`Formulas: ${first(shown, SHOWN_FORMULAS, '; ')}`);
  }
  if (formulas.some(({ stored }) => !stored)) {
    lines.push('(A cell that shows a formula has no stored value: the file was never calculated.)');
  }
  return lines;
}

function first(items: string[], count: number, separator: string): string {
  const more = items.length > count ? `${separator}and ${items.length - count} more` : '';
  return items.slice(0, count).join(separator) + more;
}

const width = (data: Value[][]): number => data.reduce((most, row) => Math.max(most, row.length), 0);

function showValue(value: Value): string {
  if (value === null) return '';
  if (value instanceof Date) return showDate(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value).replaceAll('|', '\\|').replaceAll(/\r?\n/g, '\\n');
}

/** Spreadsheets know no time zone; the reader gives their dates as UTC, off by the rounding of a fraction of a day. */
function showDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return '#DATE!';
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  const [day, time] = rounded.toISOString().split(/[T.]/) as [string, string];
  return time === '00:00:00' ? day : `${day} ${time}`;
}
