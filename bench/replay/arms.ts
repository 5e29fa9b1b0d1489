import type { RunInput } from '../../contracts/run';
import { wrongUsage } from './wrong-usage';

/** Who guesses: the learned table, the simulated predictor, or one that knows the recording. */
export type Guesser = 'table' | 'simulated' | 'oracle';

/**
 * How guesses are judged, as on the command line: `value`, `threshold:0.5`, `always`, `never`; `value:0.05` is the value
 * gate of somebody to whom a second is worth 0.05 dollars, whatever λ the other arms have.
 */
export type GateChoice =
  | { rule: 'value'; lambdaUsdPerSecond?: number }
  | { rule: 'always' }
  | { rule: 'never' }
  | { rule: 'threshold'; least: number };

/** One way of playing a trajectory. */
export interface ReplayArm {
  /** `baseline`, `oracle`, or a predictor with its gate, such as `table/value`. */
  name: string;
  /** Who guesses; absent in the baseline. */
  guesser?: Guesser;
  gate?: GateChoice;
  change: Partial<RunInput>;
  speculation: Partial<Omit<RunInput['speculation'], 'gate'>>;
}

/** Settings of a run in an arm. Whatever the rule, the gate is told of the run, as in any run of the product. */
export function speculationOf(
  template: RunInput['speculation'],
  { gate, speculation }: Pick<ReplayArm, 'gate' | 'speculation'>,
): RunInput['speculation'] {
  const settings = template.gate && {
    ...template.gate,
    ...(gate?.rule === 'value' ? gate : { rule: 'threshold' as const }),
  };
  return { ...template, ...(settings ? { gate: settings } : {}), ...speculation };
}

/** Reads one gate. Throws ForerunError `wrong_usage`. */
export function parseGate(text: string): GateChoice {
  if (text === 'value' || text === 'always' || text === 'never') return { rule: text };
  const [, rule, number] = /^(value|threshold):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (rule === 'value') return { rule, lambdaUsdPerSecond: Number(number) };
  if (rule === 'threshold' && Number(number) <= 1) return { rule, least: Number(number) };
  throw wrongUsage(
    `--gate ${text} is none of value, value:USD (what a second is worth), always, never, threshold:P with P from 0 to 1`,
  );
}

/** As {@link parseGate} reads it. */
export function gateName(gate: GateChoice): string {
  if (gate.rule === 'threshold') return `threshold:${gate.least}`;
  if (gate.rule === 'value' && gate.lambdaUsdPerSecond !== undefined)
    return `value:${gate.lambdaUsdPerSecond}`;
  return gate.rule;
}

/**
 * The arms of a benchmark, the baseline first: the predictor under each gate, then the oracle, whose guesses are always
 * launched. `never` predicts and launches nothing, so it shows what predicting alone costs.
 */
export function replayArms(input: {
  guesser: Exclude<Guesser, 'oracle'>;
  gates: readonly GateChoice[];
  oracle: boolean;
  lookahead: number;
}): ReplayArm[] {
  const { guesser, lookahead } = input;
  const guessing = input.gates.map((gate): ReplayArm => ({
    name: `${guesser}/${gateName(gate)}`,
    guesser,
    gate,
    change: guesser === 'table' ? { predictors: ['table'] } : { predictors: ['model'], predictor: 'guesser' },
    speculation: { lookahead, ...gateSettings(gate) },
  }));
  const oracle: ReplayArm = {
    name: 'oracle',
    guesser: 'oracle',
    gate: { rule: 'always' },
    change: { predictors: ['model'], predictor: 'spec' },
    speculation: { lookahead, ...gateSettings({ rule: 'always' }), topK: 1 },
  };
  const baseline: ReplayArm = { name: 'baseline', change: {}, speculation: { lookahead: 0 } };
  return [baseline, ...guessing, ...(input.oracle ? [oracle] : [])];
}

function gateSettings(gate: GateChoice): ReplayArm['speculation'] {
  switch (gate.rule) {
    case 'value':
      return {};
    case 'always':
      return { minProbability: 0 };
    case 'threshold':
      return { minProbability: gate.least };
    case 'never':
      return { strategy: 'none', lookahead: 0 };
  }
}

/** The same predictor, judged and scored, but nothing is launched: how a deployment is taught before it goes live. */
export const shadowOf = (arm: ReplayArm): ReplayArm => ({
  ...arm,
  speculation: { ...arm.speculation, strategy: 'none', lookahead: 0 },
});
