import type { DecidedCall } from '../contracts/call';
import type { Decision } from '../contracts/decision';
import type { Outcome } from '../contracts/outcome';
import type { Message, TranscriptNode, TranscriptPoint, TranscriptRef } from '../contracts/transcript';
import { canonicalJson } from './canonical-json';
import { sha256Hex } from './sha256';

/** Every this many nodes a snapshot of the whole chain is stored, so that a cold reader needs few reads. */
export const SNAPSHOT_EVERY = 16;

/** Id of a node: SHA-256 of its canonical JSON. */
export function nodeId(node: TranscriptNode): string {
  return sha256Hex(canonicalJson(node));
}

/** Position id of a call: `s`, four digits of step, `c`, three of index; nine alphanumerics, as Mistral demands. */
export function callId(step: number, index: number): string {
  const wide = (value: number, width: number): string => value.toString(36).padStart(width, '0');
  return step <= 9999 && index <= 999
    ? `s${String(step).padStart(4, '0')}c${String(index).padStart(3, '0')}`
    : `z${wide(step, 5)}${wide(index, 3)}`;
}

/** What the model is told after a message with neither a call nor an answer. */
export const CONTINUE_NUDGE =
  'Go on: call a tool, or end with a line "FINAL ANSWER: " followed by your answer.';

/** What the model is told when no tools are left. */
export const LAST_ANSWER_REQUEST =
  'No more tool calls are possible. Give your best answer now, on a line "FINAL ANSWER: " followed by the answer.';

/** The whole of what one step adds: the actor's message and, for each call, what the model is told about it. */
export function stepMessages(
  step: number,
  decision: Pick<Decision, 'text' | 'opaqueHash'> & { calls: Pick<DecidedCall, 'tool' | 'arguments'>[] },
  outcomes: Pick<Outcome, 'ok' | 'textHash'>[],
  replay: 'full' | 'calls' | 'required',
): Message[] {
  const shownText = replay === 'calls' && decision.calls.length > 0 ? undefined : decision.text?.hash;
  const assistant: Message = {
    role: 'assistant',
    calls: decision.calls.map((call, index) => ({
      id: callId(step, index + 1),
      tool: call.tool,
      arguments: call.arguments,
    })),
    ...(shownText ? { textHash: shownText } : {}),
    ...(replay === 'required' && decision.opaqueHash ? { opaqueHash: decision.opaqueHash } : {}),
  };
  if (decision.calls.length === 0) {
    const nudge: Message = { role: 'user', text: CONTINUE_NUDGE };
    return shownText ? [assistant, nudge] : [nudge];
  }
  return [
    assistant,
    ...outcomes.map((outcome, index): Message => ({
      role: 'tool',
      callId: callId(step, index + 1),
      ok: outcome.ok,
      textHash: outcome.textHash,
    })),
  ];
}

/** What one step adds that asks the user: what the actor said, and the reply where there is one. */
export function askMessages(decision: Pick<Decision, 'text'>, reply?: string): Message[] {
  const said: Message = {
    role: 'assistant',
    calls: [],
    ...(decision.text ? { textHash: decision.text.hash } : {}),
  };
  return reply === undefined ? [said] : [said, { role: 'user', text: reply }];
}

/** An immutable place in a conversation, with what is needed to hand it to an activity. */
export class Transcript {
  private constructor(
    readonly point: TranscriptPoint,
    private readonly base: TranscriptPoint | null,
    private readonly tail: TranscriptNode[],
    private readonly texts: string[] = [],
  ) {}

  get id(): string {
    return this.point.id;
  }

  /** A transcript whose node is stored. */
  static stored(point: TranscriptPoint): Transcript {
    return new Transcript(point, point, []);
  }

  /** A transcript as an activity or a continued run received it. */
  static fromRef(ref: TranscriptRef): Transcript {
    return new Transcript({ id: ref.id, depth: ref.depth }, ref.base, ref.tail, ref.texts ?? []);
  }

  /** The place after these messages; `texts` are those that the workflow wrote itself and the messages name by hash. */
  append(messages: Message[], texts: string[] = []): Transcript {
    if (messages.length === 0) throw new RangeError('Transcript.append: a step appends at least one message');
    const node: TranscriptNode = { parent: this.point.id, messages };
    return new Transcript(
      { id: nodeId(node), depth: this.point.depth + 1 },
      this.base,
      [...this.tail, node],
      [...this.texts, ...texts],
    );
  }

  /** The same place, told that its node is stored by now. */
  asStored(): Transcript {
    return Transcript.stored(this.point);
  }

  /** Size of what an activity receives besides the base, in characters of JSON. */
  get tailChars(): number {
    return JSON.stringify(this.tail).length;
  }

  /** What an activity receives. */
  ref(): TranscriptRef {
    return {
      ...this.point,
      base: this.base,
      tail: this.tail,
      ...(this.texts.length > 0 ? { texts: this.texts } : {}),
    };
  }
}
