import type { DomainReport } from './replay-report';

const WIDTH = 860;
const LEFT = 170;
const RIGHT = 60;
const BAR = 16;
const GAP = 4;
const BETWEEN = 18;
const TOP = 74;
const COLOURS = ['#2f6f9f', '#6aa0c7', '#a3c4de', '#c9dcea'];
const ORACLE = '#b9b9b9';
const INK = '#1f2933';
const FAINT = '#d5dbe1';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const text = (x: number, y: number, content: string, extra = ''): string =>
  `<text x="${x}" y="${y}" ${extra}>${escape(content)}</text>`;

/** Bars of wall time against the baseline by domain, with their intervals; the oracle's in grey. SVG, self-contained. */
export function renderFigure(domains: readonly DomainReport[], title: string): string {
  const arms = [...new Set(domains.flatMap((domain) => domain.arms.map(({ arm }) => arm)))];
  const colourOf = (arm: string): string =>
    arm === 'oracle'
      ? ORACLE
      : (COLOURS[arms.filter((name) => name !== 'oracle').indexOf(arm) % COLOURS.length] ?? INK);
  const from = 0;
  const to = Math.max(1.05, ...domains.flatMap(({ arms: all }) => all.map(({ ratio }) => ratio.high)));
  const x = (value: number): number => LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  let y = TOP;
  const body: string[] = [];
  for (const { domain, arms: results } of domains) {
    const height = results.length * (BAR + GAP) - GAP;
    body.push(text(LEFT - 12, y + height / 2 + 4, domain, 'text-anchor="end" font-weight="600"'));
    for (const { arm, ratio } of results) {
      const middle = y + BAR / 2;
      body.push(
        `<rect x="${x(from).toFixed(1)}" y="${y}" width="${(x(ratio.value) - x(from)).toFixed(1)}" height="${BAR}" fill="${colourOf(arm)}"/>`,
        `<path d="M${x(ratio.low).toFixed(1)} ${middle}H${x(ratio.high).toFixed(1)}" stroke="${INK}" stroke-width="1.4"/>`,
        text(x(Math.max(ratio.high, ratio.value)) + 6, middle + 4, ratio.value.toFixed(2), 'font-size="11"'),
      );
      y += BAR + GAP;
    }
    y += BETWEEN - GAP;
  }
  const bottom = y - BETWEEN + 8;
  const steps = Math.round((Math.ceil(to * 10) / 10 - from) * 10);
  const ticks = Array.from({ length: steps + 1 }, (_, index) => from + index / 10).filter(
    (value) => value <= to,
  );
  const grid = ticks.map(
    (value) =>
      `<path d="M${x(value).toFixed(1)} ${TOP - 8}V${bottom}" stroke="${Math.abs(value - 1) < 1e-9 ? INK : FAINT}" stroke-width="${Math.abs(value - 1) < 1e-9 ? 1.2 : 1}"/>` +
      text(Number(x(value).toFixed(1)), bottom + 16, value.toFixed(1), 'text-anchor="middle" font-size="11"'),
  );
  const legend = arms.map((arm, index) => {
    const at = LEFT + index * 170;
    return `<rect x="${at}" y="40" width="12" height="12" fill="${colourOf(arm)}"/>${text(at + 18, 50, arm, 'font-size="12"')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 44}" width="${WIDTH}" height="${bottom + 44}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="${INK}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(LEFT - 150, 24, title, 'font-size="16" font-weight="600"'),
    ...legend,
    ...grid,
    ...body,
    text(
      (LEFT + WIDTH - RIGHT) / 2,
      bottom + 36,
      "wall time against the baseline (1.0), without the users' turns; lines are 95 % intervals",
      'text-anchor="middle" font-size="12"',
    ),
    '</svg>',
    '',
  ].join('\n');
}
