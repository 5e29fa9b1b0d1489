import type { ArmChoice } from '../sdk/plan-runs';

/** The arms of the demonstration; the baseline first. */
export const DEMO_ARMS: readonly [ArmChoice, ArmChoice, ArmChoice] = [
  { arm: 'baseline', lookahead: 0 },
  { arm: 'speculate', lookahead: 0 },
  { arm: 'speculate', lookahead: 1 },
];

/** How an arm is called on the screen. */
export const demoArmName = ({ arm, lookahead }: ArmChoice): string =>
  arm === 'baseline' ? 'baseline' : `lookahead ${lookahead}`;
