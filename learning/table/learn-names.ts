import { nameFeatures, nameLeads, nameMoment } from '../../core/table/by-tool-name';
import { indexOf } from '../../core/table/context';
import { nameOverlaps } from '../../core/table/turn-features';
import { seededRandom } from '../../core/random';
import { eachTurn } from './gather';
import { shuffle } from './maxent';
import { spread } from './spread';
import type { Trajectory } from './trajectory';

/** A turn that called a tool: what the names of all open tools showed, and which it was. */
export interface NamedTurn {
  features: readonly (readonly string[])[];
  goal: number;
}

/** Runs of one registry that are looked at: names are few, and no kind of work is to outvote the others. */
const MOST_RUNS = 60;
const MOST_TURNS = 16;
const EPOCHS = 6;
const RATE = 0.1;
const L2 = 0.02;
const CAUTION = 4;

/** The calling turns of some runs of one registry, spread over all of them. */
export function namedTurns(trajectories: readonly Trajectory[]): NamedTurn[] {
  const isChosen = spread(trajectories.length, MOST_RUNS);
  const chosen = trajectories.filter((_run, at) => isChosen(at));
  return chosen.flatMap((trajectory) => {
    const turns: NamedTurn[] = [];
    const { tools } = trajectory;
    eachTurn(trajectory, (context, _message, action) => {
      const goal = tools.findIndex(({ name }) => name === action);
      if (goal < 0 || tools.length < 2 || turns.length >= MOST_TURNS) return;
      const index = indexOf(context);
      const overlaps = nameOverlaps(tools, index.lastUser.words);
      const moment = nameMoment(index);
      turns.push({
        features: tools.map((tool, at) => nameFeatures(tool, moment, overlaps[at] as number)),
        goal,
      });
    });
    return turns;
  });
}

/**
 * What tools' names say to the choice among them (conditional logit by AdaGrad, as in maxent.ts), the turns of each
 * registry weighing the same together. Deterministic.
 */
export function learnNames(registries: readonly (readonly NamedTurn[])[]): Record<string, number> {
  const weights = new Map<string, number>();
  const squares = new Map<string, number>();
  const most = Math.max(1, ...registries.map(({ length }) => length));
  const examples = registries.flatMap((turns) =>
    turns.map((turn) => ({ turn, weight: Math.min(MOST_WEIGHT, most / turns.length) })),
  );
  const random = seededRandom(5);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(examples, random);
    for (const { turn, weight } of examples) {
      const leads = nameLeads(weights, turn.features);
      for (const [at, names] of turn.features.entries()) {
        const share = Math.exp(leads[at] as number) / leads.length;
        const gradient = weight * ((at === turn.goal ? 1 : 0) - share);
        if (Math.abs(gradient) < LEAST_GRADIENT) continue;
        for (const name of names) {
          const before = weights.get(name) ?? 0;
          const move = gradient - L2 * before;
          const square = (squares.get(name) ?? CAUTION) + move * move;
          squares.set(name, square);
          weights.set(name, before + (RATE * move) / Math.sqrt(square));
        }
      }
    }
  }
  return Object.fromEntries(
    [...weights]
      .map(([name, weight]) => [name, Math.round(weight * 100) / 100] as const)
      .filter(([, weight]) => Math.abs(weight) >= LEAST_WEIGHT)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** How much more a turn of a small registry may count. */
const MOST_WEIGHT = 3;
const LEAST_GRADIENT = 0.002;
const LEAST_WEIGHT = 0.05;
