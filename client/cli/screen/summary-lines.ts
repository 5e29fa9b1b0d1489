import { compareResults, type Comparison } from '../../results/compare';
import type { ComparableRecord } from '../../results/comparable-record';
import { summarise, type ArmSummary } from '../../results/summary';
import { plainLine } from '../plain-text';
import { accountsLines, percent } from './accounts-lines';
import { counted } from '../counted';

/** The end of a batch for people: each arm's accuracy, seconds and accounts, then the paired ratios. Pure. */
export function summaryLines(records: readonly ComparableRecord[]): string[] {
  const { arms } = summarise(records);
  const comparisons = compareResults({ name: '', records });
  return [
    'FINAL RESULTS',
    ...arms.flatMap(armLines),
    ...comparisons.flatMap((comparison) => comparisonLines(comparison)),
  ];
}

/** One arm's figures. Pure. */
export function armLines(arm: ArmSummary): string[] {
  return [
    plainLine(arm.label),
    arm.scored === 0
      ? '   Accuracy: not known, there is no ground truth'
      : `   Accuracy: ${arm.correct}/${arm.scored} (${percent(arm.accuracy)})`,
    `   Seconds: mean ${decimal(arm.meanSeconds)}, median ${decimal(arm.medianSeconds)}`,
    `   Runs: ${arm.attempted} attempted, ${arm.scored} scored, ${arm.errored} errored, ${arm.timedOut} timed out`,
    ...(arm.accounts ? accountsLines(arm.accounts).map((line) => `   ${line}`) : []),
  ];
}

/** Below this many pairs a bootstrap interval says nothing. */
const MIN_PAIRS = 3;

const interval = ({ low, high }: { low: number; high: number }, timedPairs: number): string =>
  timedPairs < MIN_PAIRS ? '' : `95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}; `;

/** Two arms, pair by pair. Pure. */
export function comparisonLines(comparison: Comparison): string[] {
  const { left, right, pairs, timeRatio, untimedPairs, changedAnswers } = comparison;
  const ratio =
    timeRatio === undefined
      ? 'no pair could be timed'
      : `${timeRatio.value.toFixed(3)} (${interval(timeRatio, pairs - untimedPairs)}below 1 is faster)`;
  return [
    plainLine(`${right.label} against ${left.label}, ${counted(pairs, 'pair')}`),
    `   Seconds, paired ratio: ${ratio}`,
    `   Correct: ${left.correct}/${left.scored} and ${right.correct}/${right.scored}; errored ${left.errored} and ${right.errored}`,
    ...(untimedPairs > 0
      ? [`   ${counted(untimedPairs, 'pair')} without a time: left out of the ratio`]
      : []),
    ...changedAnswers.map(
      (changed) =>
        `   ${plainLine(changed.taskId, 60)}: "${plainLine(changed.left, 60)}" became "${plainLine(changed.right, 60)}"`,
    ),
    ...missingLine(comparison.onlyLeft, left.label),
    ...missingLine(comparison.onlyRight, right.label),
  ];
}

const missingLine = (ids: readonly string[], label: string): string[] =>
  ids.length === 0 ? [] : [`   only in ${plainLine(label)}: ${plainLine(ids.join(', '), 400)}`];

const decimal = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} s`);
