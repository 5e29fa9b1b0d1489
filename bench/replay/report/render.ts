import type { Interval } from '../../../core/statistics';
import { gatesNote, renderGatesMarkdown } from './render-gates';
import type { DomainReport, ReplayReport, WhatIfRow } from './replay-report';
import { dollars, markdownTable, percent, renderTable, signed, signedDollars, type Row } from './tables';

const ratio = ({ value, low, high }: Interval): string =>
  `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;

const RESULT_HEAD: Row = [
  'domain',
  'arm',
  'pairs',
  'ratio without users (95 %)',
  'with users',
  "of the oracle's saving",
  'hit rate',
  'precision',
  'accepted ahead',
  'hidden s/run',
  'wasted s/run',
  'actor calls',
  'tokens',
  '$/run (extra)',
];

function resultRows({ domain, arms, errors }: DomainReport): Row[] {
  const rows = arms.map((arm): Row => [
    domain,
    arm.arm,
    String(arm.pairs),
    ratio(arm.ratio),
    arm.ratioWithUser.value.toFixed(3),
    arm.arm === 'oracle' ? '' : percent(arm.shareOfOracle),
    percent(arm.hitRate),
    percent(arm.precision),
    `${arm.acceptedAhead.toFixed(1)} (${percent(arm.acceptedAheadShare)})`,
    arm.hiddenSeconds.toFixed(2),
    arm.wastedSeconds.toFixed(2),
    signed(arm.extraActorCalls),
    signed(arm.extraActorTokens),
    `${dollars(arm.costUsd)} (${signedDollars(arm.extraCostUsd)})`,
  ]);
  return errors.length > 0 ? [...rows, [domain, `ERRORS: ${errors.length}`, '', errors[0] ?? '']] : rows;
}

const BOUND_HEAD: Row = [
  'domain',
  'played / recorded (tasks)',
  'turns',
  'reads',
  'writes',
  'words',
  'actor time',
  'tool time',
  'hops',
  'ms a hop',
  'machine busy',
];

const boundRow = ({ domain, played, recorded, bounds, machine }: DomainReport): Row => [
  domain,
  `${played} / ${recorded.trajectories} (${recorded.tasks})`,
  bounds.turns.toFixed(1),
  percent(bounds.reads),
  percent(bounds.writes),
  percent(bounds.words),
  percent(bounds.actorTime),
  percent(bounds.toolTime),
  percent(bounds.hopTime),
  bounds.hopMs.toFixed(0),
  machine ? percent(machine.busyShare) : 'calculated',
];

const WHAT_IF_HEAD: Row = ['domain', 'what if', 'arm', 'ratio', 'oracle', "of the oracle's saving"];

const whatIfRow = ({ domain, what, arm, ratio: value, oracle }: WhatIfRow): Row => [
  domain,
  what,
  arm,
  value.toFixed(3),
  oracle.toFixed(3),
  oracle < 0.995 ? percent((1 - value) / (1 - oracle)) : '–',
];

/** One domain's results, for the terminal. */
export const renderDomain = (report: DomainReport): string =>
  `${renderTable(RESULT_HEAD, resultRows(report))}\n${renderTable(BOUND_HEAD, [boundRow(report)])}\n`;

export const renderWhatIf = (rows: readonly WhatIfRow[]): string =>
  renderTable(WHAT_IF_HEAD, rows.map(whatIfRow));

/** How the figures came about, in sentences. */
export function conditions({ settings, host, calculated }: ReplayReport): string[] {
  const { latencies, replay, price } = settings;
  const { actor, tool, user, recorded, seed } = latencies;
  const modelled = recorded ? 'Recorded seconds count; where there are none: ' : '';
  return [
    `${modelled}Actor p50 ${actor.p50} s, p90 ${actor.p90} s; tools p50 ${tool.p50} s, p95 ${tool.p95} s; users p50 ${user.p50} s, p90 ${user.p90} s (modelled, lognormal, seed ${seed}).`,
    `Lookahead ${settings.lookahead}, ${calculated ? '' : `${settings.concurrency} runs at a time, `}waits × ${settings.timeScale}${settings.timeScale === 1 ? '' : ' (hops are not shortened by it)'}; ${replay === 'calls' ? 'the actor is not shown its own text beside calls (replay: calls), in the baseline neither' : 'the actor is shown its own text (replay: full)'}; prices per million tokens: $${price.input} input, $${price.cachedInput} cached, $${price.output} output.`,
    `λ is $${settings.lambdaUsdPerSecond} a second. ${settings.teach > 0 ? `The value gate was taught in the shadow by ${settings.teach} further trajectories of each domain. ` : ''}Trajectories longer than ${settings.maxTurns} decisions are cut. Predictor: ${settings.model || (calculated ? 'the oracle alone' : 'simulated')}.`,
    ...(host
      ? [
          `${host.cores} cores (${host.cpu}), Node ${host.versions.node}, Temporal server ${host.versions.temporalServer}; load before ${host.loadBefore.join(', ')}${host.git ? `; commit ${host.git.commit}${host.git.dirty ? ' with changes' : ''}` : ''}.`,
        ]
      : []),
  ];
}

const EXPLANATION = [
  '- **ratio**: geometric mean of wall time against the baseline run of the same trajectory, with a 95 % bootstrap interval; *without users* leaves out the time in which the run waits for its user.',
  "- **of the oracle's saving**: (1 − ratio) / (1 − the oracle's ratio). The oracle is a predictor that knows the recording; it runs through the same system, with its hops.",
  '- **actor calls, tokens**: requests to the actor and their tokens beyond the baseline, decisions ahead that nobody used among them.',
  '- A guess that the recorded agent never made is answered with a placeholder after a drawn time, and a decision ahead behind it learns nothing of the recording.',
];

/** The whole report as Markdown. */
export function renderMarkdown(report: ReplayReport, figure: string | undefined): string {
  return [
    '# Replay: recorded agents through the whole system',
    '',
    `\`${report.command}\`, ${report.startedAt}, ${Math.round(report.seconds)} s.`,
    '',
    report.note,
    '',
    ...conditions(report),
    '',
    ...(figure ? [`![Wall time by domain](${figure})`, ''] : []),
    ...(report.domains.length > 0
      ? [
          markdownTable(RESULT_HEAD, report.domains.flatMap(resultRows)),
          '',
          ...EXPLANATION,
          '',
          '## What bounds it',
          '',
          markdownTable(BOUND_HEAD, report.domains.map(boundRow)),
          '',
          "Only turns that read can be hidden, and only behind a decision; *words* go to the user or end the run, *writes* wait for the actor. Shares of time are of a baseline run without its users' turns; *hops* are what Temporal, HTTP and the store take for each activity in a row.",
          '',
        ]
      : []),
    ...(report.gates.length > 0
      ? [
          '## Gates compared',
          '',
          renderGatesMarkdown(report.gates),
          '',
          gatesNote(report.settings.lambdaUsdPerSecond),
          '',
        ]
      : []),
    ...(report.whatIf.length > 0
      ? [
          '## What if (calculated)',
          '',
          'The same agent loop and draft on a virtual clock, with the measured milliseconds a hop; no server. Ratios of summed wall time without users.',
          '',
          markdownTable(WHAT_IF_HEAD, report.whatIf.map(whatIfRow)),
          '',
        ]
      : []),
  ].join('\n');
}
