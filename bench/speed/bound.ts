import type { Latencies } from './standard-script';

/**
 * Seconds of a run of `calls` tool turns and one last turn whose predictions are all right, where nothing but the actor,
 * the predictor and the tool takes time (DESIGN.md section 2). A turn's decision and prediction begin when the
 * transcript before it is known and lies at most `lookahead` decisions ahead of the real one; a prediction that comes
 * after the decision is worth nothing.
 */
export function boundSeconds(
  { actor, predictor, tool }: Latencies,
  calls: number,
  lookahead: number,
): number {
  /** When the run itself stood at each transcript, and when the draft knew it. */
  const reached = [0];
  const known = [0];
  const decided: number[] = [];
  const at = (times: readonly number[], turn: number): number => times[Math.max(0, turn)] ?? 0;
  for (let turn = 0; turn <= calls; turn += 1) {
    const begin = Math.max(at(known, turn), at(reached, turn - lookahead));
    const decision = Math.max(begin + actor, at(reached, turn));
    decided.push(decision);
    known.push(Math.min(begin + predictor, decision) + tool);
    reached.push(Math.max(decision, at(known, turn + 1)));
  }
  return at(decided, calls);
}

/** The same without speculation. */
export const baselineSeconds = ({ actor, tool }: Latencies, calls: number): number =>
  (calls + 1) * actor + calls * tool;

/** What the hops add to the bound, where each of the three takes one hop more. */
export function hopAllowance(
  latencies: Latencies,
  calls: number,
  lookahead: number,
  hopSeconds: number,
): number {
  const slower = {
    actor: latencies.actor + hopSeconds,
    predictor: latencies.predictor + hopSeconds,
    tool: latencies.tool + hopSeconds,
  };
  return boundSeconds(slower, calls, lookahead) - boundSeconds(latencies, calls, lookahead);
}
