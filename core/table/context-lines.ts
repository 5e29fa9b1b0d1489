import { emptyContext, extend, type RunContext } from './context';
import { readSent, type SentMessage } from './message';

/** A point that some run was at: what was said last, and where runs went on from there. */
interface Point {
  sent: SentMessage | undefined;
  context: RunContext;
  before: Point | undefined;
  after: Point[];
}

/**
 * Contexts of the runs that a process was asked about lately, so that each question folds in only what is new. Runs are
 * a tree: one that goes on from an earlier point than its last question (a guess was wrong) branches off there, and
 * messages that several have in common are compared once.
 */
export class ContextLines {
  private readonly beginning: Point;
  /** Points at which a run was asked about last, least recently asked first. */
  private readonly ends = new Set<Point>();

  /** All runs are of one `actor`; the last `most` are kept. */
  constructor(
    actor: string | undefined,
    private readonly most: number,
  ) {
    this.beginning = { sent: undefined, context: emptyContext(actor), before: undefined, after: [] };
  }

  /** The context of these messages; equal messages need not be identical objects. */
  contextOf(messages: readonly SentMessage[]): RunContext {
    let point = this.beginning;
    for (const sent of messages) {
      // What goes on from an end takes its place.
      this.ends.delete(point);
      point = nextOf(point, sent) ?? goOn(point, sent);
    }
    this.ends.delete(point);
    this.ends.add(point);
    if (this.ends.size > this.most) this.forget();
    return point.context;
  }

  /** Forgets the run that was not asked about for longest, as far back as no other one has come the same way. */
  private forget(): void {
    const [end] = this.ends;
    if (!end) return;
    this.ends.delete(end);
    let point = end;
    while (point.before && point.after.length === 0 && !this.ends.has(point)) {
      const { before } = point;
      before.after.splice(before.after.indexOf(point), 1);
      point = before;
    }
  }
}

function nextOf({ after }: Point, sent: SentMessage): Point | undefined {
  for (const point of after) if (same(point.sent as SentMessage, sent)) return point;
  return undefined;
}

function goOn(before: Point, sent: SentMessage): Point {
  const point = { sent, context: extend(before.context, readSent(sent)), before, after: [] };
  before.after.push(point);
  return point;
}

function same(left: SentMessage, right: SentMessage): boolean {
  if (
    left.role !== right.role ||
    left.text !== right.text ||
    left.callId !== right.callId ||
    left.failed !== right.failed ||
    left.calls.length !== right.calls.length
  )
    return false;
  for (const [at, call] of left.calls.entries()) {
    const other = right.calls[at];
    if (call.tool !== other?.tool || call.id !== other.id || call.json !== other.json) return false;
  }
  return true;
}
