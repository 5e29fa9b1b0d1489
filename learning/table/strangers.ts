import type { TableModel } from '../../contracts/table-model';
import { ASK, FINAL } from '../../core/table/actions';
import { readyModel, type ReadyModel } from '../../core/table/ready-model';
import { learnNames, namedTurns } from './learn-names';
import type { ToolSets } from './registries';
import type { TrainingRun } from './training-run';

/** Runs of one set of tools, and what the names of all other sets' tools taught. */
interface Registry {
  names: ReadonlySet<string>;
  others: Record<string, number>;
}

/**
 * How a table looks to runs whose tools it never saw: each run is shown what was learned of the *other* sets of tools,
 * so that rankers learn how far that carries.
 */
export class Strangers {
  /** What names taught over all sets of tools. */
  readonly names: Record<string, number>;
  private readonly registryOf = new Map<TrainingRun, Registry>();

  constructor(groups: ToolSets<TrainingRun>) {
    const taught = groups.map((group) => namedTurns(group.runs.map(({ trajectory }) => trajectory)));
    this.names = learnNames(taught);
    for (const [at, group] of groups.entries()) {
      // A set of tools of few runs says too little to the others to be left out by itself.
      const small = group.runs.length < LEAST_RUNS;
      const others = small ? this.names : learnNames(taught.filter((_turns, place) => place !== at));
      for (const run of group.runs) this.registryOf.set(run, { names: group.names, others });
    }
  }

  /** Tells for each run the table as it would be without the run's tools. */
  viewsOf(table: TableModel): (run: TrainingRun) => ReadyModel {
    const views = new Map<Registry['names'], ReadyModel>();
    return (run) => {
      const { names, others } = this.registryOf.get(run) as Registry;
      const view = views.get(names) ?? readyModel({ ...withoutTools(table, names), names: others });
      views.set(names, view);
      return view;
    };
  }
}

const LEAST_RUNS = 12;

/** A table without what is known of some tools. */
function withoutTools(table: TableModel, names: ReadonlySet<string>): TableModel {
  const mentions = (key: string): boolean => key.split(/[ :]/).some((part) => names.has(part));
  const kept = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !mentions(key)));
  const { actions } = table;
  const isKept = (name: string): boolean => name === ASK || name === FINAL || !names.has(name);
  return {
    ...table,
    tools: kept(table.tools),
    combinations: table.combinations.filter(([tools]) => !tools.some((tool) => names.has(tool))),
    actions: {
      ...actions,
      classes: actions.classes.map((name) => (isKept(name) ? name : '')),
      weights: kept(actions.weights),
      sequences: kept(actions.sequences),
    },
    tasks: [],
    registries: [],
    unreached: (table.unreached ?? []).filter((name) => !names.has(name)),
  };
}
