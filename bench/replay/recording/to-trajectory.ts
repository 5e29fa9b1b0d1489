import type { JsonObject } from '../../../contracts/json';
import type { ReplayCall } from '../../../contracts/replay';
import type { Trace, TraceCall, TraceMessage } from '../../../contracts/trace';
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

function readTurns(
  trace: Trace,
  from: number,
  { latencies }: PlayOptions,
  notes: PlayedTrajectory['notes'],
): PlayedTurn[] {
  const { messages, trajectory_id: trajectory } = trace;
  const turns: PlayedTurn[] = [];
  let said: { text: string; seconds: number } | undefined;
  for (let at = from; at < messages.length;) {
    const message = messages[at];
    if (message?.role !== 'assistant') {
      at += 1;
      continue;
    }
    const behind = messages.slice(at + 1);
    const next = behind.findIndex(({ role }) => role === 'assistant');
    const answers = next === -1 ? behind : behind.slice(0, next);
    at += 1 + answers.length;
    const turn = turns.length;
    const seconds =
      playedSeconds(latencies, { kind: 'actor', trajectory, turn, recorded: message.latency_s }) +
      (said?.seconds ?? 0);
    const text = [said?.text, defused(message.content?.trim() ?? '')].filter(Boolean).join('\n\n');
    said = undefined;
    if (hasCalls(message)) {
      turns.push({
        kind: 'calls',
        text,
        seconds,
        calls: readCalls(message, answers, { trace, turn, latencies }, notes),
      });
      continue;
    }
    const reply = textsOf(answers, 'user');
    if (reply === '' && next !== -1) {
      // Two messages in a row are one turn.
      said = { text, seconds };
      notes.merged += 1;
      continue;
    }
    const userSeconds = playedSeconds(latencies, { kind: 'user', trajectory, turn });
    turns.push(
      reply === ''
        ? { kind: 'final', text, seconds, calls: [] }
        : {
            kind: 'ask',
            text: text || '…',
            seconds,
            calls: [],
            reply: { ...(next === -1 ? {} : { text: reply }), seconds: userSeconds },
          },
    );
  }
  return turns;
}

function readCalls(
  message: TraceMessage,
  answers: readonly TraceMessage[],
  { trace, turn, latencies }: { trace: Trace; turn: number; latencies: LatencyModel },
  notes: PlayedTrajectory['notes'],
): ReplayCall[] {
  return (message.tool_calls ?? []).flatMap((call, index): ReplayCall[] => {
    const answer = answers.find(({ tool_call_id: id }) => id === call.id);
    if (!answer) {
      notes.unanswered += 1;
      return [];
    }
    const { trajectory_id: trajectory } = trace;
    const place = { kind: 'tool' as const, trajectory, turn, index, recorded: answer.latency_s };
    const failed = answer.error !== undefined && answer.error !== null && answer.error !== false;
    return [
      {
        tool: toolName(call.name),
        arguments: argumentsOf(call),
        ok: !failed,
        text: answer.content ?? (typeof answer.error === 'string' ? answer.error : ''),
        seconds: playedSeconds(latencies, place),
      },
    ];
  });
}

/** Arguments that were no JSON object are played as an object that holds what was written. */
function argumentsOf({ arguments: args }: TraceCall): JsonObject {
  if (typeof args !== 'string') return args as JsonObject;
  try {
    const parsed: unknown = JSON.parse(args);
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // What the model wrote was not JSON.
  }
  return { raw: args };
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
