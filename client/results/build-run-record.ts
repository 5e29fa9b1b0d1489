import type { Arm, RunError, RunOutcome, StepCallRecord, StepRecord } from '../../contracts/run';
import { isLossy } from '../../contracts/is-lossy';
import type { Strategy } from '../../contracts/speculation';
import type { Task } from '../../contracts/task';
import { emptyAccounts, totalCostUsd } from '../../core/accounts';
import { scoreAnswer } from '../../core/gaia/score';
import { scoreAnswerLegacy } from '../../core/gaia/score-legacy';
import type { RenderedMessage } from './rendered-message';
import type { RunRecord, TrajectoryCall, TrajectoryStep } from './run-record';

/** What a record says of the configuration of its run. */
export interface RunSettings {
  /** Names of the models, as configured. */
  actorModel: string;
  specModel: string;
  strategy: Strategy;
  lookahead: number;
}

/** The result of one run as it is written. Pure; the answer is scored here, by the official and the earlier rules. */
export function buildRunRecord(input: {
  outcome: RunOutcome;
  task: Pick<Task, 'taskId' | 'question' | 'level' | 'groundTruth'>;
  /** Name within the level, such as `example_000`. */
  example: string;
  settings: RunSettings;
  workflowId: string;
  messages: RenderedMessage[];
}): RunRecord {
  const { outcome, task, example, settings, workflowId, messages } = input;
  const { accounts, arm, error } = outcome;
  const lookahead = arm === 'baseline' ? 0 : settings.lookahead;
  return {
    format: 'forerun-run/1',
    id: runId({ level: task.level, example, arm, lookahead }),
    task_id: task.taskId,
    level: /^\d+$/.test(task.level) ? Number(task.level) : task.level,
    question: task.question,
    ground_truth: task.groundTruth ?? null,
    predicted: outcome.answer,
    ...scores(outcome, task.groundTruth),
    steps: outcome.steps.length,
    time_seconds: outcome.wallSeconds,
    actor_model: settings.actorModel,
    spec_model: settings.specModel,
    speculation_enabled: arm === 'speculate',
    verification_strategy: settings.strategy,
    ...specCounts(outcome),
    trajectory: outcome.steps.map(trajectoryStep),
    messages,
    error: error?.message ?? null,
    example,
    arm,
    lookahead,
    status: outcome.status,
    workflow_id: workflowId,
    run_token: outcome.token,
    lossy: arm === 'speculate' && isLossy(settings.strategy),
    lossy_hits: accounts.lossyHits,
    observed_hits: accounts.observedHits,
    shadow_hits: accounts.shadowHits,
    accepted_ahead: accounts.acceptedAhead,
    hidden_seconds: accounts.hiddenSeconds,
    cost_usd: totalCostUsd(accounts),
    actor_model_returned: outcome.model,
    error_code: error?.code ?? null,
    error_remedy: error?.remedy ?? null,
    accounts,
  };
}

/**
 * Name of a run within its batch, and of its file: level, example, arm, and lookahead where there is one, such as
 * `level1-example_000-speculate-ahead1`. Characters that file systems dislike become `_`.
 */
export function runId(input: { level: string; example: string; arm: Arm; lookahead: number }): string {
  const { level, example, arm, lookahead } = input;
  const ahead = arm === 'speculate' && lookahead > 0 ? `ahead${lookahead}` : '';
  const parts = [level === '' ? '' : `level${level}`, example, arm, ahead];
  const id = parts.filter((part) => part !== '').join('-');
  return id.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z0-9]+/, '');
}

/** The outcome of a run that never gave one: its workflow failed, was terminated, or was never started. */
export function missingOutcome(input: {
  token: string;
  taskId: string;
  arm: Arm;
  error: RunError;
  wallSeconds: number;
}): RunOutcome {
  return {
    ...input,
    status: 'failed',
    answer: '',
    steps: [],
    accounts: emptyAccounts(),
    transcript: { id: '', depth: 0, base: null, tail: [] },
    model: '',
  };
}

function scores(
  outcome: RunOutcome,
  groundTruth: string | undefined,
): Pick<RunRecord, 'correct' | 'correct_legacy'> {
  if (groundTruth === undefined) return { correct: null, correct_legacy: null };
  if (outcome.status === 'failed' || outcome.answer === '') return { correct: false, correct_legacy: false };
  const given = { answer: outcome.answer, groundTruth };
  return { correct: scoreAnswer(given), correct_legacy: scoreAnswerLegacy(given) };
}

/**
 * The earlier implementation's three figures in our accounts: a prediction is a pre-execution that a predictor had
 * launched, a hit one that served a real call of equal canonical key, a miss any other. Each entry serves one call only,
 * so one prediction never makes two hits. Zeros in the baseline.
 */
function specCounts(outcome: RunOutcome): Pick<RunRecord, 'spec_hits' | 'spec_misses' | 'spec_predictions'> {
  const { hits, launchedByPrediction } = outcome.accounts;
  return {
    spec_hits: hits,
    spec_misses: Math.max(0, launchedByPrediction - hits),
    spec_predictions: launchedByPrediction,
  };
}

function trajectoryStep(step: StepRecord): TrajectoryStep {
  return {
    step: step.step,
    kind: step.kind,
    decided_by: step.decidedBy,
    actor_seconds: step.actorSeconds,
    waited_seconds: step.waitedSeconds,
    hidden_seconds: step.hiddenSeconds,
    ...(step.cutOff ? { cut_off: true } : {}),
    ...(step.textPreview === undefined ? {} : { text: step.textPreview }),
    calls: step.calls.map(trajectoryCall),
  };
}

function trajectoryCall(call: StepCallRecord): TrajectoryCall {
  return {
    tool: call.tool,
    arguments: call.arguments,
    ok: call.ok,
    ...(call.code === undefined ? {} : { code: call.code }),
    result: call.preview,
    via: call.via,
    ...(call.source === undefined ? {} : { source: call.source }),
    ...(call.lossy === undefined ? {} : { lossy: call.lossy }),
    seconds: call.seconds,
    waited_seconds: call.waitedSeconds,
    hidden_seconds: call.hiddenSeconds,
  };
}
