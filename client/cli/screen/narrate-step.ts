import type { StepCallRecord, StepRecord } from '../../../contracts/run';
import { plainLine } from '../plain-text';

/** One step as lines for people, in the order in which it happened: the decision, its calls, their outcomes. Pure. */
export function narrateStep(step: StepRecord): string[] {
  return [...decisionLines(step), ...callsLines(step)];
}

function decisionLines(step: StepRecord): string[] {
  const ahead =
    step.decidedBy === 'claimed' || step.decidedBy === 'joined'
      ? ` (decided ahead, ${step.decidedBy}; waited ${seconds(step.waitedSeconds)})`
      : '';
  return [
    `[Step ${step.step}] LLM`,
    `   LLM call: ${seconds(step.actorSeconds)}${ahead}`,
    ...(step.textPreview ? [`   Text: ${plainLine(step.textPreview)}`] : []),
    ...(step.cutOff ? ['   Cut off at its limit of tokens, LLM_MAX_TOKENS'] : []),
    ...(step.kind === 'ask' ? [`   To the user; the reply took ${seconds(step.userSeconds ?? 0)}`] : []),
    ...(step.kind === 'thinking' ? ['   No call and no answer: it goes on thinking'] : []),
    ...step.calls.flatMap((call) => [
      '   Tool Call:',
      `      Tool: ${plainLine(call.tool)}`,
      `      Args: ${argumentsText(call.arguments)}`,
    ]),
  ];
}

function callsLines(step: StepRecord): string[] {
  if (step.calls.length === 0) return [];
  return [`[Step ${step.step}] TOOLS`, ...step.calls.flatMap(callLines)];
}

function callLines(call: StepCallRecord): string[] {
  return [
    `   ${plainLine(call.tool)}: execution ${seconds(call.seconds)}, waited ${seconds(call.waitedSeconds)}`,
    `   ${howLine(call)}`,
    ...(call.ok ? [] : [`   Failed: ${plainLine(call.code ?? 'error')}`]),
    `   → ${plainLine(call.preview, 160)}`,
  ];
}

/** How the call got its outcome, in the words of the earlier implementation where they say the same. */
function howLine(call: StepCallRecord): string {
  const from = call.source === undefined ? '' : `, ${fromWhom(call.source)}`;
  const lossy = call.lossy ? ', LOSSY: its arguments differed' : '';
  const hid = `; hid ${seconds(call.hiddenSeconds)}`;
  switch (call.via) {
    case 'real':
      return 'Executed for the actor';
    case 'claimed':
      return `USING CACHED RESULT: claimed, pre-executed${from}${lossy}${hid}`;
    case 'joined':
      return `JOINED the pre-execution that was running${from}${lossy}${hid}`;
    case 'overtaken':
      return `Pre-execution overtaken by the real call${from}`;
    case 'reused':
      return `Reused a pure outcome${from}${hid}`;
    case 'refused':
      return 'Refused before it ran';
  }
}

const fromWhom = (source: NonNullable<StepCallRecord['source']>): string =>
  source === 'observed' ? 'begun as the actor’s own stream showed it' : `from predictor ${source}`;

/** Arguments as `name = value`; cut ones as they are. */
function argumentsText(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return plainLine(json);
    const parts = Object.entries(value).map(
      ([name, inner]) => `${name} = ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`,
    );
    return plainLine(parts.join(', '));
  } catch {
    return plainLine(json);
  }
}

/** Seconds for people: milliseconds matter below a second. */
export const seconds = (value: number): string => `${value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1)} s`;
