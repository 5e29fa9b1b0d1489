import { emptyContext, extend, type RunContext } from './context';
import type { TableMessage } from './message';

/** How messages are told apart and read, in the form in which models are sent them. */
export interface SentForm<Sent> {
  /** Whether two say the same; they need not be identical objects. */
  same(left: Sent, right: Sent): boolean;
  read(sent: Sent): TableMessage;
}

/** A point that some run was at: what was said last (nothing at the beginning), and where runs went on from there. */
interface Point<Sent> {
  sent: Sent | undefined;
  context: RunContext;
  before: Point<Sent> | undefined;
  after: Point<Sent>[];
}

/**
 * Contexts of the runs that a process was asked about lately, so that each question folds in only what is new. Runs are
 * a tree: one that goes on from an earlier point than its last question (a guess was wrong) branches off there, and
 * messages that several have in common are compared once.
 */
export class ContextLines<Sent> {
  private readonly beginning: Point<Sent>;
  /** Points at which a run was asked about last, least recently asked first. */
  private readonly ends = new Set<Point<Sent>>();

  /** All runs are of one `actor`; the last `most` are kept. */
  constructor(
    actor: string | undefined,
    private readonly most: number,
    private readonly form: SentForm<Sent>,
  ) {
    this.beginning = { sent: undefined, context: emptyContext(actor), before: undefined, after: [] };
  }

  /** The context of these messages. */
  contextOf(messages: readonly Sent[]): RunContext {
    let point = this.beginning;
    for (const sent of messages) {
      // What goes on from an end takes its place.
      this.ends.delete(point);
      point = this.nextOf(point, sent) ?? this.goOn(point, sent);
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

  private nextOf({ after }: Point<Sent>, sent: Sent): Point<Sent> | undefined {
    for (const point of after) if (this.form.same(point.sent as Sent, sent)) return point;
    return undefined;
  }

  private goOn(before: Point<Sent>, sent: Sent): Point<Sent> {
    const context = extend(before.context, this.form.read(sent));
    const point: Point<Sent> = { sent, context, before, after: [] };
    before.after.push(point);
    return point;
  }
}
