import type { GateSettings, GateValue } from '../../../contracts/gate';
import type { StepCallRecord, StepRecord } from '../../../contracts/run';
import type { RefusalReason } from '../../../contracts/speculation';
import type {
  ExplainedCall,
  ExplainedCandidate,
  ExplainedPrediction,
  ExplainedStep,
  Fate,
  Silence,
} from '../../../learning/gate/explain-step';
import { plainLine } from '../plain-text';
import { counted } from '../counted';

/** Each refusal as the end of a sentence that begins with what was refused. */
const BECAUSE: Record<RefusalReason, string> = {
  below_threshold: 'its probability is below the threshold',
  not_read_only: 'the tool writes, and no write is ever executed ahead',
  unknown_tool: 'there is no such tool',
  invalid_arguments: 'its arguments are not valid',
  egress_url: "its address stands neither in the user's text nor in a search result",
  tainted: 'a value in it comes from untrusted tool output only',
  after_write: 'a write runs, or is predicted before it',
  shadow: 'the strategy executes nothing ahead',
  duplicate: 'the same call was there already',
  too_late: 'the actor had decided before the prediction came',
  diverged: "the actor's stream contradicted it",
  concurrency: 'as many ahead activities were running as the run allows',
  budget_launches: "the run's launches are used up",
  budget_cost: "it may cost more than is left of the run's dollars for speculation",
  budget_grant: "it needs more than is left of the run's grant from the batch's budget",
  memo_full: 'the memo was full of outcomes in use',
  draft_off: 'speculation had been switched off',
  no_value: 'its expected value is not above zero',
  low_probability: 'it has no probability',
  kill_switch: "the predictor's precision for this tool has fallen, and its kill switch is thrown",
  beyond_top_k: 'other guesses are worth more, and only so many are launched',
  tool_mode_off: "the tool's mode is off",
  tool_mode_shadow: "the tool's mode is shadow: it would have been launched",
};

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const dollars = (value: number): string => `${value < 0 ? '-' : ''}$${Math.abs(value).toPrecision(3)}`;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** `q 62.0 % · saves 0.91 s of a window of 1.35 s · a miss costs $0.00350 · EV $0.00431 = …`. */
function valueText(value: GateValue, settings: GateSettings | undefined): string {
  const { q, windowSeconds, savedSeconds, riskUsd, evUsd } = value;
  const rate = settings ? ` at $${settings.lambdaUsdPerSecond} a second` : '';
  return (
    `right with ${percent(q)}, then it saves ${seconds(savedSeconds)}${rate} (window ${seconds(windowSeconds)}); ` +
    `wrong, it costs ${dollars(riskUsd)}; expected value ${dollars(evUsd)}`
  );
}

function fateText(fate: Fate): string {
  if (fate.launched) return fate.after ? 'launched once the run had got there' : 'launched';
  switch (fate.by) {
    case 'gate':
      return `not launched by the gate: ${BECAUSE[fate.reason]} (${fate.reason})`;
    case 'run':
      return `admitted by the gate, refused by the run: ${BECAUSE[fate.reason]} (${fate.reason})`;
    case 'unknown':
      return 'admitted by the gate, not launched; the history does not say why';
  }
}

function callLines(call: ExplainedCall, settings: GateSettings | undefined): string[] {
  const probe = call.probe ? ', as a probe of a thrown kill switch' : '';
  const likely =
    call.probability === undefined ? '' : `; made by whatever turn with ${percent(call.probability)}`;
  const named = plainLine(`${call.tool} ${JSON.stringify(call.arguments)}`, 160);
  return [
    `    ${named}: ${fateText(call.fate)}${probe}${likely}`,
    ...(call.value ? [`      ${valueText(call.value, settings)}`] : []),
  ];
}

const WORDS = {
  final: 'a final answer, nothing to execute',
  ask: 'a question to the user, nothing to execute',
};

function candidateLines(
  candidate: ExplainedCandidate,
  at: number,
  settings: GateSettings | undefined,
): string[] {
  const { turn, probability, q, source, because, calls, ahead } = candidate;
  const what = turn === 'calls' ? counted(calls.length, 'call') : WORDS[turn];
  const calibrated = q === undefined ? '' : `, calibrated ${percent(q)}`;
  return [
    `  guess ${at + 1} (${source}): ${what}, probability ${percent(probability)}${calibrated}`,
    ...(because ? [`    ${plainLine(because, 200)}`] : []),
    ...calls.flatMap((call) => callLines(call, settings)),
    ...(ahead
      ? [
          `    asking the actor ahead, behind this turn: ${aheadText(ahead.fate, calls)}`,
          ...(ahead.value ? [`      ${valueText(ahead.value, settings)}`] : []),
        ]
      : []),
  ];
}

/** The gate refuses a decision behind a call that it refuses, for the call's reason, whatever the decision is worth. */
function aheadText(fate: Fate, calls: readonly ExplainedCall[]): string {
  const isCalls =
    !fate.launched &&
    fate.by === 'gate' &&
    calls.some((call) => !call.fate.launched && call.fate.by === 'gate' && call.fate.reason === fate.reason);
  return isCalls ? 'not asked, since a call of this turn is not launched' : fateText(fate);
}

function predictionLines(prediction: ExplainedPrediction): string[] {
  const { predictor, gate, skipped, fate, failure, reach, elapsedSeconds, candidates, settings } = prediction;
  const who = predictor === undefined ? 'a predictor' : plainLine(predictor);
  const place = reach < 1 ? `, reached with ${percent(reach)}` : '';
  const head = `${who}, gate ${gate}, ${seconds(elapsedSeconds)} after the decision was asked for${place}`;
  if (fate !== undefined)
    return [
      `${head}: no prediction (${fate}${failure ? `: ${plainLine(`${failure.type}: ${failure.message}`, 400)}` : ''})`,
    ];
  if (skipped !== undefined) return [`${head}: not asked, ${skippedText(skipped)} (${skipped})`];
  if (candidates.length === 0) return [`${head}: no guess`];
  return [`${head}:`, ...candidates.flatMap((candidate, at) => candidateLines(candidate, at, settings))];
}

const skippedText = (reason: RefusalReason): string =>
  reason === 'no_value' ? 'what it would save is worth less than its price' : BECAUSE[reason];

/** Who served a call, and whose guess that was. */
const servedText = ({ via, source }: StepCallRecord): string =>
  source === undefined
    ? VIA[via]
    : `${VIA[via]}, ${source === 'observed' ? 'seen in its own stream' : `guessed by ${source}`}`;

const VIA: Record<StepCallRecord['via'], string> = {
  real: 'executed for the actor',
  claimed: 'claimed from a finished pre-execution',
  joined: 'joined the pre-execution that was running',
  overtaken: 'the real execution overtook the pre-execution',
  reused: 'an earlier outcome once more',
  refused: 'not executed',
};

const SILENT: Record<Silence, string> = {
  baseline: 'the run is of the baseline, which does not speculate',
  tools_off: "every tool's mode is off",
  decided_ahead: 'the actor had been asked ahead',
};

const DECIDED: Record<StepRecord['decidedBy'], string> = {
  real: '',
  claimed: ', decided ahead',
  joined: ', decided ahead and waited for',
  overtaken: '',
};

/** A step's explanation for people. */
export function gateLines(explained: ExplainedStep): string[] {
  const { step, predictions, silence, record } = explained;
  return [
    `step ${step}`,
    ...(predictions.length > 0
      ? predictions.flatMap(predictionLines)
      : [`nobody was asked for a prediction of this step${silence ? `: ${SILENT[silence]}` : ''}`]),
    ...(record
      ? [
          `the actor's step: ${record.kind}${DECIDED[record.decidedBy]}`,
          ...record.calls.map(
            (call) => `  ${plainLine(`${call.tool} ${call.arguments}`, 160)}: ${servedText(call)}`,
          ),
        ]
      : ['the step is not over, or the history has no record of it']),
  ];
}
