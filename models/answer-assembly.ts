import type { JsonObject } from '../contracts/json';
import { CallAssembly } from './call-assembly';
import type { ChatChoice, ChatEvent } from './chat-types';
import { mergeOpaque } from './merge-opaque';

const KNOWN_MESSAGE_FIELDS = new Set([
  'role',
  'content',
  'refusal',
  'annotations',
  'audio',
  'function_call',
  'tool_calls',
  'reasoning',
  'reasoning_content',
]);

/** A message, or a piece of one, as it comes over the wire: nothing about it is certain. */
export type WireMessage = Record<string, unknown>;

/**
 * Puts one choice together from its pieces (or from the whole at once) and reports what becomes certain on the way.
 * Takes what servers really send: missing or repeated indexes, names in pieces, arguments as objects.
 */
export class AnswerAssembly {
  private text = '';
  private reasoning = '';
  private readonly calls: CallAssembly[] = [];
  private readonly opaque: JsonObject = {};
  private finish: string | undefined;

  constructor(
    private readonly toolNames: readonly string[],
    private readonly emit: (event: ChatEvent) => void,
  ) {}

  /** Characters that the model has written so far, for estimates. */
  get chars(): number {
    return this.calls.reduce((sum, call) => sum + call.chars, this.text.length + this.reasoning.length);
  }

  get finished(): boolean {
    return this.finish !== undefined;
  }

  /** Whether it could be all there is: each call complete, or without calls some text. */
  get isWhole(): boolean {
    return this.calls.length > 0 ? this.calls.every(({ isWhole }) => isWhole) : this.text.trim() !== '';
  }

  take(message: WireMessage): void {
    const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning);
    if (reasoning) {
      this.reasoning += reasoning;
      this.emit({ type: 'delta', kind: 'reasoning', text: reasoning });
    }
    const text = textOf(message.content) || textOf(message.refusal);
    if (text) {
      this.text += text;
      this.emit({ type: 'delta', kind: 'text', text });
    }
    if (Array.isArray(message.tool_calls)) for (const piece of message.tool_calls) this.takeCall(piece);
    mergeOpaque(this.opaque, message, KNOWN_MESSAGE_FIELDS);
  }

  takeFinish(reason: unknown): void {
    if (typeof reason === 'string' && reason !== '') this.finish = reason;
  }

  /** Closes what is open and returns the choice. */
  end(): ChatChoice {
    for (const call of this.calls) call.settle();
    const opaqueCalls = this.calls.map((call) => call.opaque);
    const hasOpaque = [this.opaque, ...opaqueCalls].some((fields) => Object.keys(fields).length > 0);
    return {
      text: this.text,
      ...(this.reasoning ? { reasoning: this.reasoning } : {}),
      toolCalls: this.calls.map((call) => call.result()),
      finish: this.finish ?? 'stop',
      ...(hasOpaque ? { opaque: { message: this.opaque, toolCalls: opaqueCalls } } : {}),
    };
  }

  private takeCall(piece: unknown): void {
    if (piece === null || typeof piece !== 'object') return;
    const wire = piece as Record<string, unknown>;
    let call = this.findCall(wire);
    if (!call) {
      this.calls.at(-1)?.settle();
      call = new CallAssembly(this.calls.length, wire.index, this.toolNames, this.emit);
      this.calls.push(call);
    }
    call.take(wire);
  }

  /** The call that a piece continues; a piece with another id and a name begins a new one, whatever its index says. */
  private findCall(wire: Record<string, unknown>): CallAssembly | undefined {
    const known =
      typeof wire.index === 'number'
        ? this.calls.findLast((call) => call.wireIndex === wire.index)
        : (this.calls.find((call) => call.id !== '' && call.id === wire.id) ?? this.calls.at(-1));
    return known?.isOtherThan(wire) ? undefined : known;
  }
}

/** Text, also from servers that send a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      part !== null && typeof part === 'object' ? textOf((part as Record<string, unknown>).text) : '',
    )
    .join('');
}
