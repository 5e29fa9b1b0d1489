import type { GateRow } from '../measure/compare-gates';
import { dollars, markdownTable, percent, renderTable, signed, signedDollars, type Row } from './tables';

const HEAD: Row = [
  'domain',
  'gate',
  'ratio without users',
  'saved s/run',
  'wasted s/run',
  '$/run (extra)',
  'actor calls',
  'net $/run',
  'of the best fixed threshold',
];

/** What stands under the table. */
export const gatesNote = (lambdaUsdPerSecond: number): string =>
  `Net: seconds saved × $${lambdaUsdPerSecond} a second, less the extra dollars. *best*: the fixed threshold with the highest net value, which nobody knows beforehand; in the last rows one threshold for all domains, each of which counts the same.`;

function gateRows(rows: readonly GateRow[]): Row[] {
  const best = new Map(rows.filter(({ isBestThreshold }) => isBestThreshold).map((row) => [row.domain, row]));
  return rows.map((row): Row => {
    const most = best.get(row.domain)?.netUsd ?? 0;
    return [
      row.domain,
      row.arm,
      row.ratio.toFixed(3),
      row.savedSeconds.toFixed(2),
      row.wastedSeconds.toFixed(2),
      `${dollars(row.costUsd)} (${signedDollars(row.extraCostUsd)})`,
      signed(row.extraActorCalls),
      signedDollars(row.netUsd),
      row.isBestThreshold ? 'best' : most > 0.0005 ? percent(row.netUsd / most) : '–',
    ];
  });
}

export const renderGates = (rows: readonly GateRow[]): string => renderTable(HEAD, gateRows(rows));

export const renderGatesMarkdown = (rows: readonly GateRow[]): string => markdownTable(HEAD, gateRows(rows));
