import type { Forest, TableModel } from '../../contracts/table-model';
import { joinedForest } from '../../core/table/forest';
import { likeness } from '../../core/table/ready-model';
import { boost, type BoostOptions, type GroupedRows } from './boost';
import { ALIKE, type ToolSets } from './registries';
import { chosenRows, concatRows, NOBODYS } from './row-groups';
import type { TrainingRun } from './training-run';

/** Trees that are shared, and further ones for single sets of tools, by their number. */
export interface Ranker {
  shared: Forest;
  own: ReadonlyMap<number, Forest>;
}

/** All trees that speak for one set of tools. */
export const forestFor = ({ shared, own }: Ranker, owner: number): Forest =>
  joinedForest(shared, own.get(owner));

/** Further trees for each set of tools, as a share of the shared ones; and groups from which on it has its own. */
const OWN_TREES = 0.2;
const LEAST_GROUPS = 250;

/** A ranker on all parts, and two on half of them each, for use on the other half. */
export function crossed(
  parts: readonly GroupedRows[],
  features: readonly string[],
  options: BoostOptions,
): { all: Ranker; without: (part: number) => Ranker; groups: number } {
  const all = rankerOn(parts, features, options);
  const halves =
    parts.length < 2
      ? [all, all]
      : [0, 1].map((side) =>
          rankerOn(
            parts.filter((_rows, part) => part % 2 !== side),
            features,
            options,
          ),
        );
  return {
    all,
    without: (part) => halves[part % 2] as Ranker,
    groups: parts.reduce((total, { owners }) => total + owners.length, 0),
  };
}

function rankerOn(parts: readonly GroupedRows[], features: readonly string[], options: BoostOptions): Ranker {
  const rows = concatRows(parts);
  const shared = boost(rows, features, options);
  const trees = Math.round(options.trees * OWN_TREES);
  const own = new Map<number, Forest>();
  const all = [...new Set(rows.owners)].filter((owner) => owner !== NOBODYS);
  // With one set of tools all trees are its own.
  if (all.length < 2 || trees === 0) return { shared, own };
  for (const owner of all.sort((a, b) => a - b)) {
    const groups = [...rows.owners.keys()].filter((group) => rows.owners[group] === owner);
    if (groups.length < LEAST_GROUPS) continue;
    own.set(owner, boost(chosenRows(rows, groups), features, { ...options, trees }, shared));
  }
  return { shared, own };
}

/** Numbers sets of tools, in their order. */
export class Owners {
  private readonly numberOf = new Map<TrainingRun, number>();

  constructor(private readonly sets: ToolSets<TrainingRun>) {
    for (const [number, { runs: own }] of sets.entries())
      for (const run of own) this.numberOf.set(run, number);
  }

  of(run: TrainingRun): number {
    return this.numberOf.get(run) ?? NOBODYS;
  }

  /** The table with a ranker: the shared trees for all, and each set's own with its counts. */
  withRanker(table: TableModel, which: 'values' | 'turns', ranker: Ranker): TableModel {
    const registries = table.registries?.map((registry) => {
      const number = this.sets.findIndex(({ names }) => likeness(names, registry.names) >= ALIKE);
      const own = ranker.own.get(number);
      return own ? { ...registry, [which]: own } : registry;
    });
    return { ...table, [which]: ranker.shared, ...(registries ? { registries } : {}) };
  }
}
