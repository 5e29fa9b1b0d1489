import type { Verdict } from '../../contracts/speculation';

/**
 * Place of the guess that carries the chain on: the likeliest that calls tools all of which may run ahead, now or once
 * the run is there. One that only speaks, or that writes, leads nowhere ahead. Guesses are best first; -1 for none.
 */
export const carrierOf = (guesses: readonly (readonly Verdict[])[]): number =>
  guesses.findIndex(
    (verdicts) =>
      verdicts.length > 0 && verdicts.every((verdict) => verdict.admit || verdict.whenReached === true),
  );

/** Place of the guess on which the gate says whether the actor may be asked ahead: where none carries, the best one with calls is told why not. */
export function askedAhead(guesses: readonly (readonly Verdict[])[]): number {
  const carrier = carrierOf(guesses);
  return carrier >= 0 ? carrier : guesses.findIndex((verdicts) => verdicts.length > 0);
}
