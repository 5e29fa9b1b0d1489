import { ForerunError } from '../contracts/errors';

/** Attempts at a run's first decision while its server cannot be reached: some 16 s by Temporal's back-off. */
const FIRST_STEP_ATTEMPTS = 7;

/**
 * A server that this run has never reached is more often a wrong address than one that is restarting: its first decision
 * stops trying early, later ones keep all their attempts. Gives other errors back as they are.
 */
export function withFirstStepPatience(error: unknown, at: { step: number; attempt: number }): unknown {
  const unreachable =
    error instanceof ForerunError && error.code === 'provider_unreachable' && error.retryable;
  if (!unreachable || at.step > 1 || at.attempt < FIRST_STEP_ATTEMPTS) return error;
  const { code, message, blame, remedy, details, cause } = error;
  return new ForerunError({ code, message, blame, remedy, details, cause, retryable: false });
}
