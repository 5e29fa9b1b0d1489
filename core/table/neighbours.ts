import { Room } from './room';
import type { SaidWord } from './stems';
import { stemsSaid } from './vocabulary';

/** A task that was learned from. */
export interface ReadyTask {
  /** Its place among all. */
  number: number;
  /** Sum of the squares of its words' weights. */
  square: number;
}

/** What followed an event in a task's runs: how often anything did; and class, count, class, count, … */
interface Followers {
  total: number;
  counts: readonly number[];
}

export interface ReadyTasks {
  tasks: readonly ReadyTask[];
  /** By event, of each task what followed it. */
  after: ReadonlyMap<string, readonly (Followers | undefined)[]>;
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
    after: followersOf(tasks.map(({ after }) => after)),
    tasks: tasks.map((task, number) => ({
      number,
      square: task.stems.reduce((sum, stem) => sum + (stems.get(stem)?.weight ?? 0) ** 2, 0),
    })),
  };
}

function followersOf(tasks: readonly Readonly<Record<string, readonly number[]>>[]): ReadyTasks['after'] {
  const byEvent = new Map<string, (Followers | undefined)[]>();
  for (const [number, after] of tasks.entries())
    for (const [event, row] of Object.entries(after)) {
      const ofEvent = byEvent.get(event) ?? tasks.map(() => undefined);
      byEvent.set(event, ofEvent);
      const counts = row.slice(0, row.length - (row.length % 2));
      ofEvent[number] = { total: counts.reduce((sum, count, at) => sum + (at % 2) * count, 0), counts };
    }
  return byEvent;
}

interface Neighbour {
  task: ReadyTask;
  alike: number;
}

const KEPT = new WeakMap<ReadyTasks, WeakMap<readonly SaidWord[], readonly Neighbour[]>>();

/** The tasks most like what the user said (cosine of weighted stems), told once a message. */
export function neighboursOf(known: ReadyTasks, words: readonly SaidWord[]): readonly Neighbour[] {
  let ofTasks = KEPT.get(known);
  if (!ofTasks) {
    ofTasks = new WeakMap<readonly SaidWord[], readonly Neighbour[]>();
    KEPT.set(known, ofTasks);
  }
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

/** What the neighbours did after an event. Good until the next is asked for. */
export interface NeighbourShares {
  /** By class, its share among them. */
  shares: Float64Array;
  /** How much they have to say. */
  evidence: number;
}

const SHARES = new Room();

/** `classes` is how many classes there are. */
export function neighbourShares(
  tasks: ReadyTasks,
  words: readonly SaidWord[],
  event: string,
  classes: number,
): NeighbourShares {
  const shares = SHARES.of(classes);
  let evidence = 0;
  const after = tasks.after.get(event);
  if (!after) return { shares, evidence };
  for (const { task, alike } of neighboursOf(tasks, words)) {
    const row = after[task.number];
    if (!row) continue;
    const { total, counts } = row;
    evidence += alike * alike;
    for (let at = 0; at < counts.length; at += 2) {
      const action = counts[at] as number;
      shares[action] = (shares[action] as number) + (alike * alike * (counts[at + 1] as number)) / total;
    }
  }
  if (evidence > 0)
    for (let at = 0; at < classes; at += 1)
      shares[at] = (shares[at] as number) / (evidence + NOBODY * NOBODY);
  return { shares, evidence };
}
