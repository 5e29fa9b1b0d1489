import type { RunRecord } from '../../results/run-record';
import { plainLine, plainText } from '../plain-text';
import { counted } from '../counted';
import { accountsLines } from './accounts-lines';
import { verdict } from './finished-line';
import { seconds } from './narrate-step';

/** The end of a run for people: answer, correctness where the truth is known, error and remedy, accounts. Pure. */
export function recordLines(record: RunRecord): string[] {
  const word = verdict(record);
  return [
    '',
    `Final answer: ${record.predicted === '' ? '(none)' : plainText(record.predicted)}`,
    `${word}${truth(record)}`,
    ...(record.status === 'answered' || record.status === 'failed' ? [] : [`Ended by ${record.status}`]),
    ...(record.error === null
      ? []
      : [
          `Error ${plainLine(record.error_code ?? '')}: ${plainLine(record.error, 1000)}`,
          ...(record.error_remedy === null ? [] : [`Remedy: ${plainLine(record.error_remedy, 1000)}`]),
        ]),
    ...(record.lossy
      ? [`LOSSY strategy ${record.verification_strategy}, ${counted(record.lossy_hits, 'lossy hit')}`]
      : []),
    `Time: ${seconds(record.time_seconds)}, ${record.steps} steps`,
    ...accountsLines(record.accounts),
  ];
}

function truth(record: RunRecord): string {
  if (record.correct === null) return '';
  const predicted = record.correct ? '' : `predicted "${plainLine(record.predicted)}", `;
  return ` (${predicted}truth "${plainLine(record.ground_truth ?? '')}")`;
}
