import type { GateSettings, GateValue } from '../../contracts/gate';
import type { JsonObject } from '../../contracts/json';
import type { Arm, RunRefusal, StepRecord } from '../../contracts/run';
import type { AheadVerdict, GuessSource, PredictedCall, RefusalReason } from '../../contracts/speculation';
import { isAnyOn } from '../../core/gate/modes';
import type { ActivityFailureNote } from '../histories/activity-events';
import {
  isDecide,
  isPredict,
  isRunTool,
  outcomeOf,
  type PredictActivity,
  type RunHistory,
} from '../histories/run-history';

/** Who decided about a call: the gate, or the run itself with its own limits. */
export type Fate =
  | { launched: true; after?: 'reached' }
  | { launched: false; by: 'gate' | 'run'; reason: RefusalReason }
  /** Admitted, and nobody wrote down why it was not launched: the history ends before, or is of an earlier version. */
  | { launched: false; by: 'unknown' };

export interface ExplainedCall {
  tool: string;
  arguments: JsonObject;
  fate: Fate;
  /** That any turn makes this call, in the predictor's own opinion; absent: as probable as the guess. */
  probability?: number;
  value?: GateValue;
  probe?: true;
}

export interface ExplainedCandidate {
  turn: 'calls' | 'final' | 'ask';
  /** In the predictor's own opinion. */
  probability: number;
  /** Calibrated, of the whole turn. */
  q?: number;
  source: GuessSource;
  because?: string;
  calls: ExplainedCall[];
  /** Only on the best one: what became of a decision ahead. */
  ahead?: { fate: Fate; value?: GateValue };
}

export interface ExplainedPrediction {
  predictor?: string;
  gate: string;
  settings?: GateSettings;
  profile?: string;
  /** How the activity ended, where it did not complete, and why it failed. */
  fate?: string;
  failure?: Pick<ActivityFailureNote, 'type' | 'message'>;
  skipped?: RefusalReason;
  /** Probability that the run gets there, and seconds since its decision was asked for. */
  reach: number;
  elapsedSeconds: number;
  candidates: ExplainedCandidate[];
}

/** What the gate and the run said to every guess at one step, and what the actor then did. */
export interface ExplainedStep {
  workflowId: string;
  arm: Arm;
  step: number;
  predictions: ExplainedPrediction[];
  /** Why nobody was asked for a prediction of this step, where the history tells. */
  silence?: Silence;
  /** What the step came to; absent while it is not over. */
  record?: StepRecord;
}

/** The baseline predicts nothing; a tool mode of off for all tools; a decision made ahead needs no prediction. */
export type Silence = 'baseline' | 'tools_off' | 'decided_ahead';

/** Explains one step from a run's history alone. */
export function explainStep(history: RunHistory, step: number): ExplainedStep {
  const refusals = refusalsOf(history);
  const record = recordOf(history, step);
  const predictions = history.activities
    .filter(isPredict)
    .filter(({ input }) => input.step === step)
    .map((activity) => explainPrediction(history, activity, refusals));
  const silence = predictions.length === 0 ? silenceOf(history, record) : undefined;
  return {
    workflowId: history.workflowId,
    arm: history.parts[0].input.arm,
    step,
    predictions,
    ...(silence ? { silence } : {}),
    ...(record ? { record } : {}),
  };
}

function silenceOf({ parts }: RunHistory, record: StepRecord | undefined): Silence | undefined {
  const { arm, speculation } = parts[0].input;
  if (arm === 'baseline') return 'baseline';
  if (!isAnyOn(speculation.gate)) return 'tools_off';
  return record?.decidedBy === 'claimed' || record?.decidedBy === 'joined' ? 'decided_ahead' : undefined;
}

/** The steps that a history knows anything about. */
export const stepsOf = (history: RunHistory): number[] =>
  [
    ...new Set(history.activities.filter((one) => one.type !== 'askUser').map(({ input }) => input.step)),
  ].sort((left, right) => left - right);

function explainPrediction(
  history: RunHistory,
  activity: PredictActivity,
  refusals: readonly RunRefusal[],
): ExplainedPrediction {
  const { input, result } = activity;
  const settings = input.gate?.settings;
  const common = {
    gate: result?.gate ?? settings?.rule ?? 'threshold',
    ...(settings ? { settings } : {}),
    reach: input.gate?.reach ?? 1,
    elapsedSeconds: input.gate?.elapsedSeconds ?? 0,
  };
  if (!result) {
    const { fate, failure } = activity;
    const why = failure && { failure: { type: failure.type, message: failure.message } };
    return { ...common, fate, ...why, candidates: [] };
  }
  return {
    ...common,
    predictor: result.predictor,
    ...(result.profile ? { profile: result.profile } : {}),
    ...(result.skipped ? { skipped: result.skipped } : {}),
    candidates: result.candidates.map(({ turn, probability, q, source, because, calls, ahead }) => ({
      turn,
      probability,
      ...(q === undefined ? {} : { q }),
      source,
      ...(because === undefined ? {} : { because }),
      calls: calls.map((call) => explainCall(history, activity, call, refusals)),
      ...(ahead ? { ahead: explainAhead(history, activity, ahead, refusals) } : {}),
    })),
  };
}

function explainCall(
  history: RunHistory,
  { input, endOrder }: PredictActivity,
  call: PredictedCall,
  refusals: readonly RunRefusal[],
): ExplainedCall {
  const { verdict, tool, key, probability } = call;
  const launched = history.activities.some(
    (one) =>
      isRunTool(one) &&
      one.input.ahead &&
      one.input.step === input.step &&
      one.input.call.key === key &&
      one.order > endOrder,
  );
  const refused = refusals.find((one) => one.what === 'call' && one.step === input.step && one.key === key);
  return {
    tool,
    arguments: call.arguments,
    fate: fateOf(verdict, launched, refused?.reason),
    ...(probability === undefined ? {} : { probability }),
    ...(verdict.value ? { value: verdict.value } : {}),
    ...(verdict.admit && verdict.probe ? { probe: true as const } : {}),
  };
}

function explainAhead(
  history: RunHistory,
  { input, endOrder }: PredictActivity,
  verdict: AheadVerdict,
  refusals: readonly RunRefusal[],
): { fate: Fate; value?: GateValue } {
  const step = input.step + 1;
  const launched = history.activities.some(
    (one) => isDecide(one) && one.input.ahead && one.input.step === step && one.order > endOrder,
  );
  const refused = refusals.find((one) => one.what === 'decision' && one.step === step);
  return {
    fate: fateOf(verdict, launched, refused?.reason),
    ...(verdict.value ? { value: verdict.value } : {}),
  };
}

/** A call that the gate refused may have been launched all the same: for another guess, or once the run was there. */
function fateOf(
  verdict: PredictedCall['verdict'],
  launched: boolean,
  refusedByRun: RefusalReason | undefined,
): Fate {
  if (!verdict.admit && !(verdict.whenReached && (launched || refusedByRun)))
    return { launched: false, by: 'gate', reason: verdict.reason };
  if (launched) return { launched: true, ...(verdict.admit ? {} : { after: 'reached' as const }) };
  return refusedByRun
    ? { launched: false, by: 'run', reason: refusedByRun }
    : { launched: false, by: 'unknown' };
}

/** What the run itself has refused: told in the inputs of later activities, or where a part of the run ended. */
function refusalsOf(history: RunHistory): RunRefusal[] {
  const inInputs = history.activities.flatMap((activity) =>
    activity.type === 'decide' || activity.type === 'predict'
      ? (activity.input.since ?? []).flatMap(({ refused }) => refused ?? [])
      : [],
  );
  const betweenParts = history.parts.flatMap(({ input }) => input.carried?.refused ?? []);
  return [...inInputs, ...betweenParts, ...(outcomeOf(history)?.refused ?? [])];
}

/** The step as the result tells of it, else as a later activity's input does. */
function recordOf(history: RunHistory, step: number): StepRecord | undefined {
  const told = history.activities.flatMap((activity) =>
    activity.type === 'decide' || activity.type === 'predict'
      ? (activity.input.since ?? []).flatMap((note) => (note.step ? [note.step] : []))
      : [],
  );
  return [...(outcomeOf(history)?.steps ?? []), ...told].find((record) => record.step === step);
}
