import { relative } from 'node:path';
import type { DemoOptions } from './demo-options';
import { demoTable } from './demo-table';
import type { DemoResult } from './demo-result';
import { WEB_LATENCY } from './local-web';
import { WINDOW } from './run-batch';

/** Measured on 2 cores at time scale 1: what the runs take by their latencies, and everything else. */
const LATENCY_SECONDS = 130;
const OTHER_SECONDS = 25;

/** How to run the same with real models. */
const REAL_COMMAND = 'OPENAI_API_KEY=sk-… npx forerun demo --real';

/** What is said before anything happens. Pure. */
export function openingLines(
  options: Pick<DemoOptions, 'real' | 'timeScale'>,
  tasks: number,
  arms: number,
): string[] {
  const runs = `${tasks} questions, each without and with speculation (${tasks * arms} runs, ${WINDOW} at a time).`;
  if (options.real) {
    return [
      'Forerun demonstration with the models of your configuration; search and pages are a local web.',
      runs,
      'How long it takes, and what it costs, is up to the models.',
    ];
  }
  const estimate = OTHER_SECONDS + LATENCY_SECONDS * options.timeScale;
  return [
    'Forerun demonstration. The models are SIMULATED: their words are scripted, their latencies drawn.',
    'The tools are real, and every answer is made of what they return.',
    `${runs} About ${duration(estimate)}.`,
    ...scaleLines(options.timeScale),
  ];
}

const scaleLines = (timeScale: number): string[] =>
  timeScale === 1
    ? []
    : [
        `Time scale ${timeScale}: every simulated latency is multiplied by it. These seconds say little of real`,
        'models: neither our own overhead nor the tools that compute are scaled.',
      ];

/** What is said at the end: the table, what it means, and where to look. Pure. */
export function closingLines(input: {
  result: DemoResult;
  options: Pick<DemoOptions, 'real' | 'timeScale' | 'useEnv'>;
  links: { batch?: string; baseline?: string; speculating?: string };
  folder: string;
  cwd: string;
  models: { actor: string; predictor: string };
  /** Width of the screen. */
  columns: number;
  /** Whether the server stays until Ctrl-C. */
  staysUp: boolean;
}): string[] {
  const { result, options, links, folder, cwd, models, staysUp } = input;
  const place = relative(cwd, folder);
  return [
    '',
    options.real
      ? `Real models: actor ${models.actor}, predictor ${models.predictor}. Simulated: the web.`
      : 'SIMULATED models, real tools.',
    '',
    ...demoTable(result.rows, input.columns),
    '',
    ...ratioLines(result),
    ...answerLines(result),
    '',
    ...LEGEND,
    ...(options.real ? [] : SIMULATION),
    ...scaleLines(options.timeScale),
    '',
    'Look at it:',
    ...linkLines(links),
    ...(staysUp || links.batch === undefined || options.useEnv ? [] : SERVER_ENDS),
    '  results, one JSON a run, and how to compare them again',
    `  ${place}`,
    `  npx forerun compare ${place}`,
    ...(options.real ? [] : ['', 'The same with real models, which cost money:', `  ${REAL_COMMAND}`]),
  ];
}

function ratioLines({ ratios }: DemoResult): string[] {
  if (ratios.length === 0) return ['No two runs of a question can be compared.'];
  return [
    `Seconds against the baseline, paired by question (geometric mean, 95 % bootstrap interval):`,
    ...ratios.map(
      ({ arm, pairs, ratio, low, high }) =>
        `  ${arm}   ${ratio.toFixed(3)}  (${low.toFixed(3)} to ${high.toFixed(3)}, ${pairs} pairs)  ${percentOff(ratio)}`,
    ),
  ];
}

const percentOff = (ratio: number): string =>
  `${Math.abs(100 * (1 - ratio)).toFixed(0)} % ${ratio <= 1 ? 'less' : 'more'} time`;

function answerLines({ differing, failed, missing }: DemoResult): string[] {
  const wrong = failed.map(
    ({ id, predicted, ground_truth: truth, error }) =>
      `  ${id}: ${error ?? `answered "${predicted}", right is "${truth ?? ''}"`}`,
  );
  return [
    ...(missing > 0 ? [`${missing} runs were not made.`] : []),
    differing.length === 0
      ? 'Answers: the same in all arms.'
      : `Answers DIFFER between arms: ${differing.join(', ')}.`,
    ...(wrong.length === 0 ? [] : [`Wrong or failed (${wrong.length}):`, ...wrong]),
  ];
}

const LEGEND = [
  'hits    real calls that something executed ahead served, of those that may be executed ahead',
  'ahead   decisions of the actor that were requested ahead and accepted',
  'hidden  seconds taken off the critical path: an estimate, while the ratios are measured',
  'wasted  seconds of speculative work that nobody used',
];

const SIMULATION = [
  'Simulated latencies, p50/p90: actor 1.35/2.5 s (recorded of gpt-5.4), vision 2.3/4.8 s (gpt-5-mini),',
  `search ${seconds(WEB_LATENCY.search)} s (recorded), pages ${seconds(WEB_LATENCY.page)} s and predictor 0.3/0.6 s (assumed). Every arm draws`,
  'the same. The predictor is right at half of the turns; a wrong guess may hold a right call.',
];

function seconds({ p50, p90 }: { p50: number; p90: number }): string {
  return `${p50.toFixed(1)}/${p90.toFixed(1)}`;
}

const SERVER_ENDS = [
  '  The server ends with this command; `npx forerun dev` brings it up again, with all runs.',
];

function linkLines(links: { batch?: string; baseline?: string; speculating?: string }): string[] {
  if (links.batch === undefined)
    return ['  (no links: set FORERUN_UI_URL to the address of your Temporal UI)'];
  return [
    '  in the Temporal UI: a run without speculation, the same question with it, and the whole batch',
    ...[links.baseline, links.speculating, links.batch].flatMap((link) =>
      link === undefined ? [] : [`  ${link}`],
    ),
  ];
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds / 10) * 10} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
