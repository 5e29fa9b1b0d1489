import { scoreLines } from '../../learning/table/score-lines';
import { writeReportFiles } from '../shared/write-report-files';
import type { Measured } from './measure';
import type { PartTimes, PredictionTimes, Times } from './timing/times';

export interface PredictorsReport {
  command: string;
  measuredAt: string;
  threshold: number;
  measured: Measured[];
  ablation: Measured[];
}

/** The report as text for people, and in Markdown. */
export function renderReport(report: PredictorsReport): string {
  const parts = report.measured.flatMap((measured) => [
    `### ${measured.name}`,
    '',
    '```',
    ...scoreLines(measured.scores),
    '```',
    '',
    costs(measured),
    '',
  ]);
  const ablation =
    report.ablation.length === 0
      ? []
      : ['### Ablation: exact@1 / @3 on dev', '', ...ablationLines(report), ''];
  return [
    `# Predictors`,
    '',
    `\`${report.command}\`, ${report.measuredAt}.`,
    '',
    `Shares in percent. *exact@k*, of the turns that make a read-only call: one of the k likeliest read-only calls is one that the turn makes (equal name and arguments after canonical JSON). *whole@k*: one of the first k guesses that read makes the same read-only calls as the turn, all of them and no other. *of all@k*: one of the first k guesses of any kind, words and writes included, reads, and reads nothing that the turn does not. *turns right*: the very first guess is the whole turn. *fired, precision, recall, ECE*: calls from probability ${report.threshold} on.`,
    '',
    ...parts,
    ...ablation,
  ].join('\n');
}

function costs({ times, learnSeconds, fileBytes }: Measured): string {
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  return `${times ? timesText(times) : ''}Learned in at most ${most(learnSeconds).toFixed(0)} s; the file has at most ${(most(fileBytes) / 1e6).toFixed(2)} MB.`;
}

/** What was timed, in words: no figure without its conditions. */
function timesText({ turns, passes, least }: PredictionTimes): string {
  const times = ({ median, p99 }: Times): string =>
    `${median.toFixed(0)} µs median, ${p99.toFixed(0)} µs p99`;
  const text = ({ guessing, whole }: PartTimes): string =>
    `${times(guessing)}, with the reading ${times(whole)}`;
  const all = passes.map((pass, at) => `${at + 1}. ${text(pass)}`).join('; ');
  return `A prediction's time: the table asked for each of ${turns} turns in a process of its own, top-k 3, with the transcript at hand and each run's earlier messages met in earlier questions, as in a worker; guessing alone, and with the reading of the messages that are new. All turns ${passes.length} times over: ${all}. The least time of each turn, which leaves out what garbage collection, the compiler and other programs took: ${text(least)}. `;
}

function ablationLines({ measured, ablation }: PredictorsReport): string[] {
  const full = measured.find(({ name }) => name === 'dev');
  const rows = full ? [{ ...full, name: 'everything' }, ...ablation] : ablation;
  const domains = [
    ...new Set(
      rows.flatMap(({ scores }) =>
        scores.filter(({ readingTurns }) => readingTurns > 0).map(({ domain }) => domain),
      ),
    ),
  ];
  const cell = (row: Measured, domain: string): string => {
    const score = row.scores.find((found) => found.domain === domain);
    const percent = (share: number | undefined): string =>
      share === undefined ? '-' : (share * 100).toFixed(1);
    return `${percent(score?.exact1)} / ${percent(score?.exact3)}`;
  };
  return [
    `| | ${domains.join(' | ')} |`,
    `|---|${domains.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.name} | ${domains.map((domain) => cell(row, domain)).join(' | ')} |`),
  ];
}

/** Writes the report as JSON and, beside it, as Markdown; the paths of both. */
export const writeReport = (report: PredictorsReport, jsonPath: string): Promise<string[]> =>
  writeReportFiles(jsonPath, report, `${renderReport(report)}\n`);
