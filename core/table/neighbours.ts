import { stemsSaid } from './vocabulary';

/** A task that was learned from: its words, and what followed which event in its runs. */
export interface ReadyTask {
  /** Event → action → its share, and how often the event came up. */
  after: Map<string, { total: number; counts: Map<number, number> }>;
  /** Sum of the squares of its words' weights. */
  square: number;
}

export interface ReadyTasks {
  tasks: readonly ReadyTask[];
  /** Stem → weight, and the tasks that say it. */
  stems: Map<string, { weight: number; tasks: readonly number[] }>;
  /** Weight of a stem that no task says. */
  unheard: number;
}

/** Tasks that count as neighbours, and how alike they must be at least. */
const MOST_NEIGHBOURS = 6;
const LEAST_ALIKE = 0.05;
/** Likeness that the average of all tasks weighs. */
const NOBODY = 0.15;

export function readyTasks(
  tasks: readonly { stems: readonly string[]; after: Readonly<Record<string, readonly number[]>> }[],
): ReadyTasks {
  const said = new Map<string, number[]>();
  for (const [at, { stems }] of tasks.entries())
    for (const stem of stems) {
      const known = said.get(stem);
      if (known) known.push(at);
      else said.set(stem, [at]);
    }
  const weightOf = (count: number): number => Math.log((1 + tasks.length) / (count + 0.5));
  const stems = new Map([...said].map(([stem, at]) => [stem, { weight: weightOf(at.length), tasks: at }]));
  return {
    stems,
    unheard: weightOf(0),
    tasks: tasks.map((task) => ({
      square: task.stems.reduce((sum, stem) => sum + (stems.get(stem)?.weight ?? 0) ** 2, 0),
      after: new Map(
        Object.entries(task.after).map(([event, row]) => {
          const counts = new Map<number, number>();
          let total = 0;
          for (let at = 0; at + 1 < row.length; at += 2) {
            counts.set(row[at] as number, row[at + 1] as number);
            total += row[at + 1] as number;
          }
          return [event, { total, counts }];
        }),
      ),
    })),
  };
}

interface Neighbour {
  task: ReadyTask;
  alike: number;
}

const KEPT = new WeakMap<ReadyTasks, WeakMap<ReadonlySet<string>, readonly Neighbour[]>>();

/** The tasks most like what the user said (cosine of weighted stems), told once a message. */
export function neighboursOf(known: ReadyTasks, words: ReadonlySet<string>): readonly Neighbour[] {
  const ofTasks = KEPT.get(known) ?? new WeakMap<ReadonlySet<string>, readonly Neighbour[]>();
  KEPT.set(known, ofTasks);
  const before = ofTasks.get(words);
  if (before) return before;
  const common = new Map<number, number>();
  let square = 0;
  for (const stem of stemsSaid(words)) {
    const heard = known.stems.get(stem);
    const weight = heard?.weight ?? known.unheard;
    square += weight * weight;
    for (const task of heard?.tasks ?? []) common.set(task, (common.get(task) ?? 0) + weight * weight);
  }
  const neighbours = [...common]
    .map(([at, sum]) => {
      const task = known.tasks[at] as ReadyTask;
      return { task, alike: sum / Math.sqrt(square * task.square || 1) };
    })
    .filter(({ alike }) => alike >= LEAST_ALIKE)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, MOST_NEIGHBOURS);
  ofTasks.set(words, neighbours);
  return neighbours;
}

/** What the neighbours did after this event: an action's share among them, and how much they have to say. */
export function neighbourShares(
  model: { tasks: ReadyTasks; classes: ReadonlyMap<string, number> },
  words: ReadonlySet<string>,
  event: string,
): { share: (action: string) => number; evidence: number } {
  let evidence = 0;
  const sums = new Map<number, number>();
  for (const { task, alike } of neighboursOf(model.tasks, words)) {
    const row = task.after.get(event);
    if (!row) continue;
    evidence += alike * alike;
    for (const [action, count] of row.counts)
      sums.set(action, (sums.get(action) ?? 0) + (alike * alike * count) / row.total);
  }
  return {
    evidence,
    share: (action) => {
      const at = model.classes.get(action);
      return at === undefined ? 0 : (sums.get(at) ?? 0) / (evidence + NOBODY * NOBODY);
    },
  };
}
