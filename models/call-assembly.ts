import type { JsonObject } from '../contracts/json';
import { parseObject } from '../core/parse-object';
import type { ChatEvent, ChatToolCall } from './chat-types';
import { JsonValueScanner } from './json-value-scanner';
import { mergeOpaque } from './merge-opaque';

const KNOWN_CALL_FIELDS = new Set(['index', 'id', 'type', 'function']);

/** One tool call while it comes in. Reports its name and its arguments once each, as soon as they are certain. */
export class CallAssembly {
  id = '';
  readonly opaque: JsonObject = {};
  readonly wireIndex: number | undefined;
  private name = '';
  private argumentsText = '';
  private nameReported = false;
  private callReported = false;
  private readonly scanner = new JsonValueScanner();

  constructor(
    private readonly index: number,
    wireIndex: unknown,
    private readonly toolNames: readonly string[],
    private readonly emit: (event: ChatEvent) => void,
  ) {
    this.wireIndex = typeof wireIndex === 'number' ? wireIndex : undefined;
  }

  get chars(): number {
    return this.name.length + this.argumentsText.length;
  }

  /** Whether the name is offered and the arguments are an object that has closed: nothing can be missing. */
  get isWhole(): boolean {
    return this.toolNames.includes(this.name) && parseObject(this.argumentsText) !== undefined;
  }

  /** Whether a piece belongs to another call: it has a name, and another id, or comes after closed arguments. */
  isOtherThan(wire: Record<string, unknown>): boolean {
    if (nameOf(wire) === '') return false;
    if (typeof wire.id === 'string' && wire.id !== '' && this.id !== '') return wire.id !== this.id;
    return this.callReported;
  }

  take(wire: Record<string, unknown>): void {
    if (typeof wire.id === 'string' && wire.id !== '') this.id = wire.id;
    const name = nameOf(wire);
    if (name !== '' && name !== this.name && this.argumentsText === '') this.name += name;
    const piece = argumentsOf(wire);
    if (piece !== '') this.argumentsText += piece;
    mergeOpaque(this.opaque, wire, KNOWN_CALL_FIELDS);
    if (this.argumentsText !== '' || this.nameStands()) this.reportName();
    if (piece === '') return;
    this.emit({ type: 'delta', kind: 'arguments', text: piece });
    const closedAt = this.scanner.push(piece);
    if (closedAt !== undefined) this.reportCall(this.argumentsText.slice(0, closedAt));
  }

  /** Nothing more comes for this call. */
  settle(): void {
    this.reportName();
    this.reportCall(this.argumentsText);
  }

  result(): ChatToolCall {
    return { id: this.id, name: this.name, argumentsText: this.argumentsText };
  }

  /** A name that is offered, and that no longer offered name begins with, cannot grow any more. */
  private nameStands(): boolean {
    return (
      this.toolNames.includes(this.name) &&
      !this.toolNames.some((other) => other !== this.name && other.startsWith(this.name))
    );
  }

  private reportName(): void {
    if (this.nameReported) return;
    this.nameReported = true;
    this.emit({ type: 'tool_name', index: this.index, name: this.name });
  }

  private reportCall(argumentsText: string): void {
    if (this.callReported) return;
    this.callReported = true;
    this.emit({ type: 'tool_call', index: this.index, name: this.name, argumentsText });
  }
}

function functionOf(wire: Record<string, unknown>): Record<string, unknown> {
  const inner = wire.function;
  return inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>) : {};
}

function nameOf(wire: Record<string, unknown>): string {
  const name = functionOf(wire).name;
  return typeof name === 'string' ? name : '';
}

/** Some servers send the object itself instead of its text. */
function argumentsOf(wire: Record<string, unknown>): string {
  const text = functionOf(wire).arguments;
  if (typeof text === 'string') return text;
  return text === undefined || text === null ? '' : JSON.stringify(text);
}
