import type { RunRecord } from '../../results/run-record';
import { plainLine } from '../plain-text';

type Finished = Pick<
  RunRecord,
  | 'example'
  | 'level'
  | 'arm'
  | 'lookahead'
  | 'status'
  | 'correct'
  | 'predicted'
  | 'ground_truth'
  | 'time_seconds'
  | 'error'
  | 'error_code'
  | 'error_remedy'
  | 'lossy'
  | 'verification_strategy'
>;

/** What became of a run in one word or two. Pure. */
export function verdict(record: Pick<RunRecord, 'status' | 'correct'>): string {
  if (record.status === 'failed') return 'ERROR';
  if (record.correct !== null) return record.correct ? 'CORRECT' : 'WRONG';
  return record.status === 'answered' ? 'ANSWERED' : record.status.toUpperCase().replace('_', ' ');
}

/** A finished task on one line, such as `[3/10] example_002 CORRECT 89.2 s`. Pure. */
export function finishedLine(input: {
  place: number;
  total: number;
  record: Finished;
  /** Name the arm: the batch has several. */
  withArm: boolean;
  /** Name the level: the batch has several, and `example_000` is in each. */
  withLevel?: boolean;
}): string {
  const { place, total, record, withArm, withLevel = false } = input;
  const name = placeName(record, withLevel);
  const parts = [
    `[${place}/${total}] ${plainLine(name, 60)}${withArm ? ` · ${armName(record)}` : ''} ${verdict(record)} ${record.time_seconds.toFixed(1)} s`,
    ...(record.lossy ? [`LOSSY (${record.verification_strategy})`] : []),
    ...(record.status === 'answered' || record.status === 'failed' ? [] : [`ended by ${record.status}`]),
    ...(record.correct === false && record.status !== 'failed'
      ? [
          `predicted "${plainLine(record.predicted, 80)}"`,
          `truth "${plainLine(record.ground_truth ?? '', 80)}"`,
        ]
      : []),
    ...(record.error === null
      ? []
      : [
          `${record.error_code ?? 'error'}: ${plainLine(record.error, 300)}`,
          ...(record.error_remedy === null ? [] : [plainLine(record.error_remedy, 300)]),
        ]),
  ];
  return parts.join(' · ');
}

/** How an example is called on the screen: `example_002`, or `level1/example_002` among several levels. Pure. */
export const placeName = (
  { example, level }: { example: string; level: string | number },
  withLevel: boolean,
): string => (withLevel && level !== '' ? `level${level}/${example}` : example);

export const armName = ({ arm, lookahead }: Pick<RunRecord, 'arm' | 'lookahead'>): string =>
  arm === 'speculate' && lookahead > 0 ? `speculate +${lookahead}` : arm;
