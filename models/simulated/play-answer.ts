import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatBody } from './chat-body';
import type { Answer } from './choose-answer';
import { preciseNow, type RecordedRequest } from './request-log';
import type { Fault, SimulatedModel } from './script';
import {
  chunk,
  countUsage,
  makeFrame,
  pieceToChoice,
  splitTurn,
  wholeAnswer,
  wholeChoice,
  type AnswerFrame,
  type WirePiece,
} from './wire-format';

export interface Play {
  body: ChatBody;
  model: SimulatedModel;
  answer: Answer;
  fault: Fault | undefined;
  record: RecordedRequest;
  response: ServerResponse;
  /** Aborted when the client has left. */
  gone: AbortSignal;
}

/** Plays an answer with its latencies and its fault. Rejects with an AbortError when the client leaves. */
export async function playAnswer(play: Play): Promise<void> {
  const startMs = preciseNow();
  const frame = makeFrame(play.record.id, play.answer, play.body.model, startMs);
  const slow = play.fault?.kind === 'slow_first_byte' ? play.fault.seconds * 1000 : 0;
  if (slow > 0) await waitUntil(startMs + slow, play.gone);
  if (play.fault?.kind === 'reset') return void play.response.socket?.resetAndDestroy();
  if (play.fault?.kind === 'hang' && play.fault.afterPieces === undefined) return forever(play.gone);
  const streamed = play.body.stream === true && play.model.wire.stream !== 'ignored';
  if (streamed) await playStream(play, frame, startMs);
  else await playWhole(play, frame, startMs);
}

/** Rejects when the client leaves; never ends otherwise. */
export async function forever(gone: AbortSignal): Promise<void> {
  await sleep(2_147_483_647, undefined, { signal: gone, ref: false });
}

async function playWhole(play: Play, frame: AnswerFrame, startMs: number): Promise<void> {
  await waitUntil(startMs + Math.max(play.answer.latencyMs, play.answer.firstByteMs), play.gone);
  const { response, fault } = play;
  if (fault?.kind === 'garbage') return endWith(play, fault.contentType ?? 'application/json', fault.body);
  if (fault?.kind === 'error_event') {
    const { message, type, code } = fault;
    return endWith(play, 'application/json', JSON.stringify({ error: { message, type, code, param: null } }));
  }
  const usage = play.model.wire.usage ? usageOf(play) : undefined;
  const text = JSON.stringify(wholeAnswer(frame, play.answer.choices, usage));
  if (fault?.kind === 'cut' || fault?.kind === 'unfinished' || fault?.kind === 'hang') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length * 2 });
    mark(play, text.slice(0, text.length / 2), false);
    if (fault.kind === 'hang') return forever(play.gone);
    return void response.socket?.end();
  }
  play.record.toolNameAt = play.answer.choices[0]?.calls.length ? preciseNow() : undefined;
  endWith(play, 'application/json', text);
}

async function playStream(play: Play, frame: AnswerFrame, startMs: number): Promise<void> {
  const { response, fault } = play;
  await waitUntil(startMs + play.answer.firstByteMs, play.gone);
  if (fault?.kind === 'garbage') return endWith(play, fault.contentType ?? 'text/event-stream', fault.body);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  response.flushHeaders();
  const events = schedule(play, frame);
  const limit = fault && 'afterPieces' in fault ? (fault.afterPieces ?? 0) : Number.POSITIVE_INFINITY;
  for (const [index, event] of events.entries()) {
    if (index >= limit) break;
    await waitUntil(startMs + event.atMs, play.gone);
    mark(play, sse(event.data), event.namesTool);
    if (fault?.kind === 'error_event' && index === 1) {
      const { message, type, code } = fault;
      return void response.end(sse({ error: { message, type, code } }));
    }
  }
  switch (fault?.kind) {
    case 'hang':
      return forever(play.gone);
    case 'cut':
      return void response.socket?.destroySoon();
    case 'unfinished':
      return void response.end();
    default:
      response.end('data: [DONE]\n\n');
  }
}

interface TimedEvent {
  atMs: number;
  data: Record<string, unknown>;
  namesTool: boolean;
}

/**
 * The events of a stream with their times. The role comes at once; thoughts, and text beside calls, stand when the tail
 * begins; the tail holds the calls (or the text of an answer without any), spread evenly; finish and usage come last.
 */
function schedule(play: Play, frame: AnswerFrame): TimedEvent[] {
  const { model, answer, body } = play;
  const totalMs = Math.max(answer.latencyMs, answer.firstByteMs);
  const tailMs = Math.min(totalMs * model.tailFraction, totalMs - answer.firstByteMs);
  const calls = answer.choices.reduce((sum, turn) => sum + turn.calls.length, 0);
  const usage = model.wire.usage && body.stream_options?.include_usage ? usageOf(play) : undefined;
  const last = usage ? [{ atMs: totalMs, data: chunk(frame, [], usage), namesTool: false }] : [];
  if (model.wire.stream === 'one_chunk') {
    const choices = answer.choices.map((turn, index) => wholeChoice(frame.id, turn, index, model.wire));
    return [{ atMs: totalMs, data: chunk(frame, choices), namesTool: calls > 0 }, ...last];
  }
  const parts = Math.max(1, Math.round(tailMs / model.chunkMs / Math.max(1, calls)));
  const pieces = answer.choices.flatMap((turn, choice) =>
    splitTurn({ id: frame.id, turn, choice, wire: model.wire, perPart: (chars) => Math.min(parts, chars) }),
  );
  const firstOfTail = pieces.findIndex((piece) => piece.kind === (calls > 0 ? 'tool_name' : 'text'));
  const steps = Math.max(1, pieces.length - 1 - firstOfTail);
  const timed = pieces.map((piece, index): TimedEvent => {
    const share = firstOfTail < 0 ? 1 : Math.max(0, index - firstOfTail) / steps;
    return {
      atMs: index === 0 ? answer.firstByteMs : totalMs - tailMs + tailMs * share,
      data: chunk(frame, [pieceToChoice(piece)]),
      namesTool: isWholeName(piece, pieces[index + 1]),
    };
  });
  return [...timed, ...last];
}

/** A name in two pieces stands with the second. */
function isWholeName(piece: WirePiece, next: WirePiece | undefined): boolean {
  return piece.kind === 'tool_name' && next?.kind !== 'tool_name';
}

const usageOf = (play: Play): Record<string, unknown> =>
  countUsage(play.body, play.answer.choices, play.model.wire);

const sse = (data: Record<string, unknown>): string => `data: ${JSON.stringify(data)}\n\n`;

function mark(play: Play, text: string, namesTool: boolean): void {
  play.response.write(text);
  play.record.firstByteAt ??= preciseNow();
  if (namesTool) play.record.toolNameAt ??= preciseNow();
}

function endWith(play: Play, contentType: string, text: string): void {
  play.response.writeHead(200, { 'content-type': contentType });
  play.record.firstByteAt ??= preciseNow();
  play.response.end(text);
}

/** Sleeps towards a point in time, so that delays do not add up; yields to nobody when it has passed. */
async function waitUntil(atMs: number, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  const leftMs = atMs - preciseNow();
  if (leftMs > 0) await sleep(leftMs, undefined, { signal: gone });
}
