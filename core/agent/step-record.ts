import type { Decision } from '../../contracts/decision';
import type { StepCallRecord, StepRecord } from '../../contracts/run';
import { shorten } from '../describe-call';
import type { ServedDecision } from '../speculation/decision-table';
import type { ServedOutcome } from '../speculation/outcome-table';

const ARGUMENT_CHARS = 160;
const PREVIEW_CHARS = 160;

function callRecord(call: Decision['calls'][number], served: ServedOutcome): StepCallRecord {
  const { outcome, via, source, lossy, waitedSeconds } = served;
  const seconds = outcome.seconds ?? 0;
  const fromAhead = via === 'claimed' || via === 'joined';
  return {
    tool: call.tool,
    arguments: shorten(JSON.stringify(call.arguments), ARGUMENT_CHARS),
    ok: outcome.ok,
    ...('code' in outcome && outcome.code ? { code: outcome.code } : {}),
    preview: shorten(outcome.preview ?? '', PREVIEW_CHARS),
    via,
    ...(source && via !== 'real' ? { source } : {}),
    ...(lossy ? { lossy } : {}),
    seconds,
    waitedSeconds,
    hiddenSeconds: fromAhead ? Math.max(0, seconds - waitedSeconds) : 0,
  };
}

/**
 * One step as people see it. Hidden seconds are those of the step's critical path: what the decision and its tools
 * would have taken one after the other (calls of a turn side by side, in order where one writes), less what was waited.
 */
export function stepRecord(input: {
  step: number;
  served: ServedDecision;
  outcomes: ServedOutcome[];
  inOrder: boolean;
  outcomesWaitedSeconds: number;
  userSeconds?: number;
}): StepRecord {
  const { step, served, outcomes } = input;
  const { decision } = served;
  const calls = decision.calls.flatMap((call, index) => {
    const outcome = outcomes[index];
    return outcome ? [callRecord(call, outcome)] : [];
  });
  const seconds = calls.map((call) => call.seconds);
  const toolPath = input.inOrder ? seconds.reduce((sum, value) => sum + value, 0) : Math.max(0, ...seconds);
  const anyAhead = calls.some(
    (call) => call.via === 'claimed' || call.via === 'joined' || call.via === 'reused',
  );
  const hiddenTools = anyAhead ? Math.max(0, toolPath - input.outcomesWaitedSeconds) : 0;
  const decidedAhead = served.by === 'claimed' || served.by === 'joined';
  const hiddenDecision = decidedAhead ? Math.max(0, decision.seconds - served.waitedSeconds) : 0;
  return {
    step,
    kind: decision.kind,
    decidedBy: served.by,
    actorSeconds: decision.seconds,
    waitedSeconds: served.waitedSeconds + input.outcomesWaitedSeconds,
    hiddenSeconds: hiddenTools + hiddenDecision,
    ...(input.userSeconds === undefined ? {} : { userSeconds: input.userSeconds }),
    ...(decision.finish === 'length' ? { cutOff: true as const } : {}),
    ...(decision.text ? { textPreview: shorten(decision.text.preview, PREVIEW_CHARS) } : {}),
    calls,
  };
}
