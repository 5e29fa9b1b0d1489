import type { DomainReport, ReplayReport } from './replay-report';

const WIDTH = 860;
const LEFT = 170;
const RIGHT = 60;
const BAR = 16;
const GAP = 4;
const BETWEEN = 18;
/** Where the bars begin below a legend of one row; and the legend's rows. */
const TOP = 74;
const LEGEND_ROW = 18;
const LEGEND_COLUMNS = 4;
const LEGEND_WIDTH = 170;
/** One an arm; those behind the first four are for comparisons of many gates. */
const COLOURS = [
  '#2f6f9f',
  '#6aa0c7',
  '#a3c4de',
  '#c9dcea',
  '#7a5ea8',
  '#b49ad6',
  '#c77d3a',
  '#e3b98a',
  '#4d8f5b',
  '#9cc7a5',
];
const ORACLE = '#b9b9b9';
const INK = '#1f2933';
const FAINT = '#d5dbe1';

/** Readable over the lines of the grid. */
const LABEL = 'font-size="11" paint-order="stroke" stroke="#ffffff" stroke-width="3"';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const text = (x: number, y: number, content: string, extra = ''): string =>
  `<text x="${x}" y="${y}" ${extra}>${escape(content)}</text>`;

/**
 * Bars of wall time against the baseline by domain, with their intervals; the oracle's in grey; and in the last line how
 * they came about. SVG, self-contained.
 */
export function renderFigure({ domains, settings, calculated }: FigureInput, title: string): string {
  const arms = [...new Set(domains.flatMap((domain) => domain.arms.map(({ arm }) => arm)))];
  const colours = coloursOf(arms);
  const to = Math.max(1.05, ...domains.flatMap(({ arms: all }) => all.map(({ ratio }) => ratio.high)));
  const x: Scale = (value) => LEFT + (value / to) * (WIDTH - LEFT - RIGHT);
  const top = TOP + LEGEND_ROW * (Math.ceil(arms.length / LEGEND_COLUMNS) - 1);
  const { bars, height: tall } = renderBars(domains, { x, top, colours });
  const bottom = top + tall + 8;
  const height = bottom + 62;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="${INK}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(LEFT - 150, 24, title, 'font-size="16" font-weight="600"'),
    ...renderLegend(arms, colours),
    ...renderGrid(to, x, { top, bottom }),
    ...bars,
    text(
      (LEFT + WIDTH - RIGHT) / 2,
      bottom + 36,
      "wall time against the baseline (1.0), without the users' turns; lines are 95 % intervals",
      'text-anchor="middle" font-size="12"',
    ),
    text(
      (LEFT + WIDTH - RIGHT) / 2,
      bottom + 54,
      originOf(settings, calculated),
      'text-anchor="middle" font-size="12"',
    ),
    '</svg>',
    '',
  ].join('\n');
}

type FigureInput = Pick<ReplayReport, 'domains' | 'settings' | 'calculated'>;

/** What was no real agent's time, so that a picture that is passed on still says it. */
function originOf({ latencies }: ReplayReport['settings'], calculated: boolean | undefined): string {
  const seconds = latencies.recorded ? 'recorded or modelled' : 'modelled';
  const how = calculated ? 'CALCULATED on a virtual clock' : 'SIMULATED';
  return `${how}: actor, tools and users do what was recorded, in ${seconds} seconds`;
}

/** Where a ratio stands on the picture. */
type Scale = (value: number) => number;

const coloursOf = (arms: readonly string[]): Map<string, string> =>
  new Map([
    ...arms
      .filter((arm) => arm !== 'oracle')
      .map((arm, index): [string, string] => [arm, COLOURS[index % COLOURS.length] ?? INK]),
    ['oracle', ORACLE],
  ]);

/** The bars and the height that they take. */
function renderBars(
  domains: readonly DomainReport[],
  { x, top, colours }: { x: Scale; top: number; colours: ReadonlyMap<string, string> },
): { bars: string[]; height: number } {
  const bars: string[] = [];
  let y = top;
  for (const { domain, arms } of domains) {
    const height = arms.length * (BAR + GAP) - GAP;
    bars.push(text(LEFT - 12, y + height / 2 + 4, domain, 'text-anchor="end" font-weight="600"'));
    for (const { arm, ratio } of arms) {
      const middle = y + BAR / 2;
      bars.push(
        `<rect x="${x(0).toFixed(1)}" y="${y}" width="${(x(ratio.value) - x(0)).toFixed(1)}" height="${BAR}" fill="${colours.get(arm)}"/>`,
        `<path d="M${x(ratio.low).toFixed(1)} ${middle}H${x(ratio.high).toFixed(1)}" stroke="${INK}" stroke-width="1.4"/>`,
        text(x(Math.max(ratio.high, ratio.value)) + 6, middle + 4, ratio.value.toFixed(2), LABEL),
      );
      y += BAR + GAP;
    }
    y += BETWEEN - GAP;
  }
  return { bars, height: y - BETWEEN - top };
}

/** A line each tenth, the baseline's drawn dark. */
function renderGrid(to: number, x: Scale, { top, bottom }: { top: number; bottom: number }): string[] {
  const tenths = Math.floor(to * 10 + 1e-9);
  return Array.from({ length: tenths + 1 }, (_, tenth) => {
    const at = x(tenth / 10).toFixed(1);
    const look = tenth === 10 ? `stroke="${INK}" stroke-width="1.2"` : `stroke="${FAINT}" stroke-width="1"`;
    return (
      `<path d="M${at} ${top - 8}V${bottom}" ${look}/>` +
      text(Number(at), bottom + 16, (tenth / 10).toFixed(1), 'text-anchor="middle" font-size="11"')
    );
  });
}

const renderLegend = (arms: readonly string[], colours: ReadonlyMap<string, string>): string[] =>
  arms.map((arm, index) => {
    const at = LEFT + (index % LEGEND_COLUMNS) * LEGEND_WIDTH;
    const y = 40 + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW;
    return `<rect x="${at}" y="${y}" width="12" height="12" fill="${colours.get(arm)}"/>${text(at + 18, y + 10, arm, 'font-size="12"')}`;
  });
