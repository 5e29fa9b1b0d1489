import type { Profile, RunSkill, SwitchState } from '../../contracts/profile';
import { sha256Hex } from '../sha256';
import { readOutcome } from './bins';
import { actedMap } from './calibrated';
import { CAUTIOUS, knowledge, type CalibrationMap, type CalibrationSettings } from './calibration-map';

export const NEW_SWITCH: SwitchState = { tripped: false, evidence: 0, since: 0, trips: 0 };

/** One in so many predictions of a tripped switch is executed all the same. */
const PROBE_EVERY = 20;

/** Calls after which a halved precision should show on average: of the fifty within which it must, the half. */
const MEAN_DELAY_CALLS = 25;
const MIN_TRIP_NATS = 2.4;
const MIN_RETURN_NATS = 3;
const MAX_NATS = 8;

/** Scored predictions after which a tripped switch takes what calibration has learned since for normal. */
const REBASE_AFTER = 500;

/** Kullback-Leibler divergence of half the precision from the precision, in nats a call. */
const halvingNats = (q: number): number =>
  (q / 2) * Math.log(0.5) + (1 - q / 2) * Math.log((1 - q / 2) / (1 - q));

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * One scored prediction: a cumulative sum test (Page, 1954) of `precision has halved` against `as calibrated`, in
 * shares of what it takes to throw the switch. It takes more where the difference shows sooner, so that false trips are
 * rare where they can be. While tripped the same test runs the other way, against the precision of before.
 */
export function advance(
  state: SwitchState,
  outcome: { bin: number; right: boolean },
  expected: CalibrationMap,
): SwitchState {
  const reference = state.tripped ? (state.reference ?? expected) : expected;
  const q = within(reference[outcome.bin] ?? 0, 0.02, 0.98);
  const halved = outcome.right ? Math.log(0.5) : Math.log((1 - q / 2) / (1 - q));
  const least = state.tripped ? MIN_RETURN_NATS : MIN_TRIP_NATS;
  const needed = within(MEAN_DELAY_CALLS * halvingNats(q), least, MAX_NATS);
  const step = (state.tripped ? -halved : halved) / needed;
  const evidence = Math.max(0, state.evidence + step);
  const since = state.since + 1;
  if (!state.tripped) {
    return evidence < 1
      ? { ...state, evidence, since }
      : { tripped: true, evidence: 0, since: 0, trips: state.trips + 1, reference: [...expected] };
  }
  const back = evidence >= 1 || since >= REBASE_AFTER;
  return back ? { ...NEW_SWITCH, trips: state.trips } : { ...state, evidence, since };
}

/**
 * The precision that the test takes for normal, by bin: the mean of what the deployment has seen of the tool, and while
 * that is little the lower bound, since what nobody has seen cannot have fallen. A held-out record says nothing here.
 */
export function normalPrecision(
  profile: Profile | undefined,
  { predictor, tool }: { predictor: string; tool: string },
  settings: CalibrationSettings = CAUTIOUS,
): CalibrationMap {
  const found = knowledge(profile, { predictor, tool }, settings);
  return actedMap(found, found.own, settings);
}

/** A state after a row of outcomes, as `RunSkill.recent` writes them. */
export function advanceAll(state: SwitchState, recent: string, expected: CalibrationMap): SwitchState {
  let current = state;
  for (const letter of recent) current = advance(current, readOutcome(letter), expected);
  return current;
}

/** Whether a predictor may be acted on for a tool; `run` holds what this run has seen so far. */
export function killSwitch(
  profile: Profile | undefined,
  predictor: string,
  tool: string,
  run: readonly RunSkill[] = [],
): SwitchState {
  const skills = profile && Object.hasOwn(profile.predictors, predictor) ? profile.predictors[predictor] : {};
  const state = (skills && Object.hasOwn(skills, tool) ? skills[tool]?.switch : undefined) ?? NEW_SWITCH;
  const mine = run.find((skill) => skill.predictor === predictor && skill.tool === tool);
  return mine ? advanceAll(state, mine.recent, normalPrecision(profile, { predictor, tool })) : state;
}

/** Whether a prediction of a tripped switch is one of the rare probes. Equal seeds agree; name run, step and call. */
export function isProbe(seed: string): boolean {
  return Number.parseInt(sha256Hex(seed).slice(0, 8), 16) % PROBE_EVERY === 0;
}
