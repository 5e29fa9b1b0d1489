import type { RunRecord } from '../results/run-record';

/** One question with its runs, in the order of the arms; a run that is not there was not made. */
export interface DemoRow {
  name: string;
  runs: readonly (RunRecord | undefined)[];
}

interface Column {
  title: string;
  width: number;
  show(records: readonly RunRecord[]): string;
}

const NAME_WIDTH = 16;
const STEPS_WIDTH = 5;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** `99.9`, `100`. */
function seconds(values: readonly number[]): string {
  const total = sum(values);
  return total.toFixed(total < 99.95 ? 1 : 0);
}

/** One run gets a mark, several their number. */
const CORRECT: Column = {
  title: 'ok',
  width: 2,
  show: (records) => {
    const correct = records.filter((record) => record.correct === true).length;
    if (records.length > 1) return String(correct);
    return correct === 1 ? '✓' : '✗';
  },
};
const SECONDS: Column = {
  title: 's',
  width: 5,
  show: (records) => seconds(records.map((record) => record.time_seconds)),
};
const HITS: Column = {
  title: 'hits',
  width: 7,
  show: (records) =>
    `${sum(records.map(hitsOf))}/${sum(records.map(({ accounts }) => accounts.eligibleCalls))}`,
};
const AHEAD: Column = {
  title: 'ahead',
  width: 6,
  show: (records) => String(sum(records.map((record) => record.accepted_ahead))),
};
const HIDDEN: Column = {
  title: 'hidden',
  width: 7,
  show: (records) => seconds(records.map((record) => record.hidden_seconds)),
};
const WASTED: Column = {
  title: 'wasted',
  width: 7,
  show: (records) => seconds(records.map(({ accounts }) => accounts.wastedSeconds)),
};

interface Block {
  title: string;
  /** Place of the arm among a row's runs. */
  arm: number;
  columns: Column[];
}

const BASELINE: Block = { title: 'baseline', arm: 0, columns: [CORRECT, SECONDS] };
const PLAIN: Block = {
  title: 'speculate, lookahead 0',
  arm: 1,
  columns: [CORRECT, SECONDS, HITS, HIDDEN, WASTED],
};
const AHEAD_TOO: Block = {
  title: 'speculate, lookahead 1',
  arm: 2,
  columns: [CORRECT, SECONDS, HITS, AHEAD, HIDDEN, WASTED],
};

/** Width of the table in one piece. */
export const WIDE_COLUMNS = 100;

/** Real calls that something executed ahead served, whoever had started it. */
const hitsOf = (record: RunRecord): number => record.spec_hits + record.observed_hits;

/**
 * The table of baseline, lookahead 0 and lookahead 1, at most `WIDE_COLUMNS` wide; on a narrower screen in two pieces of
 * at most 72. Pure.
 */
export function demoTable(rows: readonly DemoRow[], screenColumns: number): string[] {
  if (screenColumns >= WIDE_COLUMNS) return piece(rows, [BASELINE, PLAIN, AHEAD_TOO]);
  return [...piece(rows, [BASELINE, PLAIN]), '', ...piece(rows, [BASELINE, AHEAD_TOO])];
}

function piece(rows: readonly DemoRow[], blocks: readonly Block[]): string[] {
  const rule = [NAME_WIDTH + 1 + STEPS_WIDTH, ...blocks.map(({ columns }) => widthOf(columns))]
    .map((width) => '─'.repeat(width))
    .join('─┼─');
  const titles = blocks.map(({ columns }) => cells(columns, ({ title }) => title));
  return [
    line(
      '',
      '',
      blocks.map(({ title, columns }) => title.padEnd(widthOf(columns))),
    ),
    line('question', 'steps', titles),
    rule,
    ...rows.map((row) =>
      line(
        row.name,
        stepsOf(row),
        blockCells(blocks, (arm) => [row.runs[arm]].flatMap((run) => run ?? [])),
      ),
    ),
    rule,
    line(
      'all',
      String(totalSteps(rows)),
      blockCells(blocks, (arm) => rows.flatMap(({ runs }) => runs[arm] ?? [])),
    ),
  ].map((text) => text.trimEnd());
}

const blockCells = (blocks: readonly Block[], runsOf: (arm: number) => RunRecord[]): string[] =>
  blocks.map(({ arm, columns }) => {
    const records = runsOf(arm);
    return cells(columns, (column) => (records.length === 0 ? '–' : column.show(records)));
  });

const totalSteps = (rows: readonly DemoRow[]): number =>
  sum(rows.flatMap(({ runs }) => runs[0]?.steps ?? []));

const cells = (columns: readonly Column[], show: (column: Column) => string): string =>
  columns.map((column) => show(column).padStart(column.width)).join('');

const widthOf = (columns: readonly Column[]): number => sum(columns.map(({ width }) => width));

const line = (name: string, steps: string, arms: readonly string[]): string =>
  [`${name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)} ${steps.padStart(STEPS_WIDTH)}`, ...arms].join(' │ ');

/** The number of steps; all of them where the arms differ. */
const stepsOf = ({ runs }: DemoRow): string =>
  [...new Set(runs.flatMap((run) => run?.steps ?? []))].join(',');
