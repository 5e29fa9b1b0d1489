import { emptyContext, extend, type RunContext } from './context';
import { readSent, type SentMessage } from './message';

interface Line {
  messages: SentMessage[];
  /** `contexts[n]` is the run after `n` messages. */
  contexts: RunContext[];
}

/**
 * Contexts of the runs that a process was asked about lately, so that each question folds in only what is new. A run
 * that goes on from an earlier point than its last question (a guess was wrong) branches off there.
 */
export class ContextLines {
  /** Least recently used first. */
  private lines: Line[] = [];

  /** All runs are of one `actor`. */
  constructor(
    private readonly actor?: string,
    private readonly most = 32,
  ) {}

  /** The context of these messages; equal messages need not be identical objects. */
  contextOf(messages: readonly SentMessage[]): RunContext {
    let best: Line | undefined;
    let common = 0;
    for (const line of this.lines) {
      const length = commonLength(line.messages, messages);
      if (length > common || (length === common && best === undefined && length > 0)) {
        best = line;
        common = length;
      }
    }
    const contexts = best ? best.contexts.slice(0, common + 1) : [emptyContext(this.actor)];
    for (let at = common; at < messages.length; at += 1)
      contexts.push(extend(contexts[at] as RunContext, readSent(messages[at] as SentMessage)));
    // What continues a line takes its place; what branches off stands beside it.
    if (best && common === best.messages.length) this.lines = this.lines.filter((line) => line !== best);
    this.lines.push({ messages: [...messages], contexts });
    if (this.lines.length > this.most) this.lines.shift();
    return contexts[messages.length] as RunContext;
  }
}

function commonLength(left: readonly SentMessage[], right: readonly SentMessage[]): number {
  const most = Math.min(left.length, right.length);
  let length = 0;
  while (length < most && same(left[length] as SentMessage, right[length] as SentMessage)) length += 1;
  return length;
}

function same(left: SentMessage, right: SentMessage): boolean {
  if (left === right) return true;
  return (
    left.role === right.role &&
    left.text === right.text &&
    left.callId === right.callId &&
    left.failed === right.failed &&
    left.calls.length === right.calls.length &&
    left.calls.every((call, at) => {
      const other = right.calls[at];
      return call.tool === other?.tool && call.id === other.id && call.json === other.json;
    })
  );
}
