import type { TableScore } from './score-sheet';

const COLUMNS: [title: string, width: number, cell: (score: TableScore) => string][] = [
  ['turns', 6, ({ turns }) => String(turns)],
  ['reading', 8, ({ readingTurns }) => String(readingTurns)],
  ['exact@1/3', 13, (score) => pair(score.exact1, score.exact3)],
  ['whole@1/3', 13, (score) => pair(score.whole1, score.whole3)],
  ['of all@1/3', 13, (score) => pair(score.exactOfAll1, score.exactOfAll3)],
  ['turns right', 12, ({ turnsRight }) => percent(turnsRight)],
  ['fired', 7, ({ fired }) => percent(fired)],
  ['precision', 10, ({ precision }) => percent(precision)],
  ['recall', 7, ({ recall }) => percent(recall)],
  ['ECE', 6, ({ calibrationError }) => calibrationError?.toFixed(3) ?? '-'],
];

const percent = (share: number | undefined): string => (share === undefined ? '-' : (share * 100).toFixed(1));
const pair = (one: number | undefined, three: number | undefined): string =>
  `${percent(one)} / ${percent(three)}`;

/** Scores as a table for people; shares in percent. */
export function scoreLines(scores: readonly TableScore[]): string[] {
  const name = Math.max(6, ...scores.map(({ domain }) => domain.length));
  const head = `${'domain'.padEnd(name)}${COLUMNS.map(([title, width]) => `  ${title.padStart(width)}`).join('')}`;
  return [
    head,
    ...scores.map(
      (score) =>
        `${score.domain.padEnd(name)}${COLUMNS.map(([, width, cell]) => `  ${cell(score).padStart(width)}`).join('')}`,
    ),
  ];
}
