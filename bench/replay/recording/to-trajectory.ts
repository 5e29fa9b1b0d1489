import type { JsonObject } from '../../../contracts/json';
import type { ReplayCall } from '../../../contracts/replay';
import type { Trace, TraceCall, TraceMessage } from '../../../contracts/trace';
import { parseObject } from '../../../core/parse-object';
import { playedSeconds, type LatencyModel } from './latencies';
import { toolName, UNNAMED_ACTOR, type PlayedTrajectory, type PlayedTurn } from './played-trajectory';

const ENDED = 'FINAL ANSWER: the recording ends here';
/** What a recorded text must not say by chance: it would end the run. */
const MARKER = /final([ \t]+)answer/gi;

export interface PlayOptions {
  latencies: LatencyModel;
  /** A longer recording is cut behind this many decisions. */
  maxTurns: number;
}

/**
 * A recorded run as it is played. What stands before the first decision that answers somebody is given to the agent;
 * texts without calls go to the recorded user, and end the run where nobody replied. Where the recording breaks off
 * behind a tool's result, one more decision of no length ends the run. Undefined where the agent decided nothing.
 */
export function toTrajectory(trace: Trace, options: PlayOptions): PlayedTrajectory | undefined {
  const { messages } = trace;
  const from = firstDecision(messages);
  const given = messages.slice(0, from);
  const notes = { merged: 0, unanswered: 0, cut: 0 };
  const turns = readTurns(trace, from, options, notes);
  if (turns.length === 0) return undefined;
  const opening = textsOf(given, 'assistant');
  return {
    id: trace.trajectory_id,
    domain: trace.domain,
    splitKey: trace.split_key,
    model: trace.model ?? UNNAMED_ACTOR,
    system: textsOf(given, 'system'),
    ...(opening ? { opening } : {}),
    question: textsOf(given, 'user') || 'Begin.',
    turns: ended(turns, options.maxTurns, notes),
    notes,
  };
}

/** Index of the first assistant message that calls a tool or has a user's message before it. */
function firstDecision(messages: readonly TraceMessage[]): number {
  const found = messages.findIndex(
    (message, index) =>
      message.role === 'assistant' &&
      (hasCalls(message) || messages.slice(0, index).some(({ role }) => role === 'user')),
  );
  return found === -1 ? messages.length : found;
}

const hasCalls = ({ tool_calls: calls }: TraceMessage): boolean => (calls ?? []).length > 0;

const textsOf = (messages: readonly TraceMessage[], role: TraceMessage['role']): string =>
  messages
    .flatMap((message) => (message.role === role && message.content?.trim() ? [message.content.trim()] : []))
    .join('\n\n');

/** A recorded decision and what came until the next one. */
interface RecordedDecision {
  message: TraceMessage;
  answers: TraceMessage[];
}

function decisionsOf(messages: readonly TraceMessage[]): RecordedDecision[] {
  const decisions: RecordedDecision[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') decisions.push({ message, answers: [] });
    else decisions.at(-1)?.answers.push(message);
  }
  return decisions;
}

function readTurns(
  trace: Trace,
  from: number,
  { latencies }: PlayOptions,
  notes: PlayedTrajectory['notes'],
): PlayedTurn[] {
  const turns: PlayedTurn[] = [];
  let said: { text: string; seconds: number } | undefined;
  const decisions = decisionsOf(trace.messages.slice(from));
  for (const decision of decisions) {
    const { message, answers } = decision;
    const isLast = decision === decisions.at(-1);
    const place = { trajectory: trace.trajectory_id, turn: turns.length };
    const work = { ...place, kind: 'actor' as const, recorded: message.latency_s };
    const seconds = playedSeconds(latencies, work) + (said?.seconds ?? 0);
    const text = [said?.text, defused(message.content?.trim() ?? '')].filter(Boolean).join('\n\n');
    const reply = textsOf(answers, 'user');
    said = undefined;
    if (hasCalls(message)) {
      const calls = readCalls(decision, place, latencies, notes);
      turns.push({ kind: 'calls', text, seconds, calls });
    } else if (reply !== '') {
      const userSeconds = playedSeconds(latencies, { ...place, kind: 'user' });
      const replied = { ...(isLast ? {} : { text: reply }), seconds: userSeconds };
      turns.push({ kind: 'ask', text: text || '…', seconds, calls: [], reply: replied });
    } else if (isLast) {
      turns.push({ kind: 'final', text, seconds, calls: [] });
    } else {
      // Two messages in a row are one turn.
      said = { text, seconds };
      notes.merged += 1;
    }
  }
  return turns;
}

function readCalls(
  { message, answers }: RecordedDecision,
  place: { trajectory: string; turn: number },
  latencies: LatencyModel,
  notes: PlayedTrajectory['notes'],
): ReplayCall[] {
  return (message.tool_calls ?? []).flatMap((call, index): ReplayCall[] => {
    const answer = answers.find(({ tool_call_id: id }) => id === call.id);
    if (!answer) {
      notes.unanswered += 1;
      return [];
    }
    const work = { ...place, kind: 'tool' as const, index, recorded: answer.latency_s };
    const failed = answer.error !== undefined && answer.error !== null && answer.error !== false;
    return [
      {
        tool: toolName(call.name),
        arguments: argumentsOf(call),
        ok: !failed,
        text: answer.content ?? (typeof answer.error === 'string' ? answer.error : ''),
        seconds: playedSeconds(latencies, work),
      },
    ];
  });
}

/** Arguments that were no JSON object are played as an object that holds what was written. */
function argumentsOf({ arguments: args }: TraceCall): JsonObject {
  return typeof args === 'string' ? (parseObject(args) ?? { raw: args }) : (args as JsonObject);
}

const defused = (text: string): string => text.replace(MARKER, 'final$1-answer');

/** The turns to the limit, the last of them one that ends the run. */
function ended(turns: PlayedTurn[], maxTurns: number, notes: PlayedTrajectory['notes']): PlayedTurn[] {
  // A turn none of whose calls was answered is where the recording breaks off.
  const broken = turns.findIndex(({ kind, calls }) => kind === 'calls' && calls.length === 0);
  const whole = broken === -1 ? turns : turns.slice(0, broken + 1);
  notes.cut = Math.max(0, whole.length - maxTurns);
  const kept = whole.slice(0, maxTurns);
  const last = kept.at(-1);
  if (!last) return [];
  const head = kept.slice(0, -1);
  if (last.kind === 'final' || (last.kind === 'calls' && last.calls.length === 0))
    return [...head, { ...last, kind: 'final', text: `${last.text}\n\n${ENDED}`.trim() }];
  if (last.kind === 'ask') return [...head, { ...last, reply: { seconds: last.reply?.seconds ?? 0 } }];
  return [...kept, { kind: 'final', text: ENDED, seconds: 0, calls: [] }];
}
