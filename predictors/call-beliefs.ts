/** A turn as somebody believes in it: equal keys are equal calls. */
export interface BelievedTurn {
  keys: readonly string[];
  probability: number;
  /** That the turn makes each of these calls, alone or beside others, where that is told; in the order of the keys. */
  calls?: readonly (number | undefined)[];
}

/** What somebody believes of one call, whatever the rest of the turn: that it is made, and that it is not. */
export interface CallBelief {
  made: number;
  not: number;
}

/** The most that a call is believed in where opinions are combined: something always speaks against it. */
const MOST_BELIEF = 0.99;

/**
 * What turns say of a call: it is made as probably as they tell of it, at the least as probably as the turns that hold it
 * are together; the turns without it speak against it. Nothing of a call that no turn holds but that.
 */
export function callBelief(turns: readonly BelievedTurn[], key: string): CallBelief {
  let told = 0;
  let holding = 0;
  let others = 0;
  for (const { keys, probability, calls } of turns) {
    const at = keys.indexOf(key);
    if (at < 0) others += probability;
    else {
      holding += probability;
      told = Math.max(told, calls?.[at] ?? 0);
    }
  }
  const made = Math.min(1, Math.max(told, holding));
  return { made, not: Math.min(1 - made, others) };
}

/**
 * Two opinions of one call as one: Dempster's rule on `made or not`, as predictors/merge-guesses.ts uses it on whole
 * turns. So two predictors that guess different turns agree about the calls that both hold.
 */
export function combinedMade(left: CallBelief, right: CallBelief): number {
  const [one, other] = [left, right].map(({ made, not }) => {
    const most = Math.min(made, MOST_BELIEF);
    return { made: most, not, held: Math.max(0, 1 - most - not) };
  }) as [CallBelief & { held: number }, CallBelief & { held: number }];
  const conflict = one.made * other.not + one.not * other.made;
  return (one.made * other.made + one.made * other.held + one.held * other.made) / (1 - conflict);
}
