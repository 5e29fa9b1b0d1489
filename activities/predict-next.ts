import type { PredictInput } from '../contracts/activities';
import type { Candidate, RefusalReason } from '../contracts/speculation';

/** Refusals that another predictor's opinion can lift: it may agree. */
const LIFTABLE: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  'below_threshold',
  'low_probability',
  'no_value',
]);

/**
 * Place in the run's order of the predictor that is worth asking after this one. What it can still add is the belief
 * that is spoken for by nobody, or by candidates that are not likely enough alone; nothing is added to a turn that is
 * launched, or refused for what it is.
 */
export function nextToAsk(
  input: Pick<PredictInput, 'predictors' | 'stage' | 'minProbability' | 'budget' | 'earlier'>,
  said: { candidates: readonly Candidate[]; earlier: readonly number[] },
): number | undefined {
  const next = (input.stage ?? 0) + 1;
  if (next >= (input.predictors?.length ?? 1)) return undefined;
  if (input.budget.launches <= 0 || input.budget.costUsd <= 0) return undefined;
  const settled = said.candidates.filter(isSettled).reduce((sum, { probability }) => sum + probability, 0);
  const again = new Set(said.candidates.map(({ calls }) => calls.map(({ key }) => key).join(' ')));
  const before = (input.earlier ?? []).reduce(
    (sum, { keys }, index) => sum + (again.has(keys.join(' ')) ? 0 : (said.earlier[index] ?? 0)),
    0,
  );
  return 1 - settled - before >= input.minProbability ? next : undefined;
}

const isSettled = ({ calls }: Candidate): boolean =>
  calls.every(({ verdict }) => verdict.admit || !LIFTABLE.has(verdict.reason));
