import type { TableModel } from '../../contracts/table-model';
import { readyModel } from '../../core/table/ready-model';
import { TURN_FEATURES, TURN_WIDTH } from '../../core/table/turn-features';
import { VALUE_FEATURES, VALUE_WIDTH } from '../../core/table/value-features';
import { foldsByTask } from '../traces/split';
import type { BoostOptions, GroupedRows } from './boost';
import { calibrationPoints } from './calibration-points';
import { gatherTurns, gatherValues, type TurnNote } from './gather';
import { heldOutRecord } from './held-out-record';
import { isotonic } from './isotonic';
import type { ObservedRun } from './mine';
import { crossed, Owners } from './rankers';
import { byRegistry, countRegistries } from './registries';
import { NOBODYS, RowBuilder } from './row-groups';
import { spread } from './spread';
import { Strangers } from './strangers';
import type { TrainingRun } from './training-run';
import type { Trajectory } from './trajectory';
import { unreachedTools } from './unreached';

export const VALUE_BOOST: BoostOptions = {
  trees: 56,
  depth: 5,
  rate: 0.125,
  leaf: 4,
  lambda: 2,
  sample: 0.5,
};
export const TURN_BOOST: BoostOptions = { trees: 112, depth: 5, rate: 0.09, leaf: 5, lambda: 2, sample: 0.4 };

export interface TrainInput {
  runs: readonly TrainingRun[];
  log?: (line: string) => void;
  options?: { values?: BoostOptions; turns?: BoostOptions };
  /** Changes what was counted before anything is learned from it; for ablations. */
  alter?: (counts: TableModel) => TableModel;
}

/** Parts by task in which counts and rankers are kept apart; even, so that two halves of them have nothing in common. */
const PARTS = 4;
const MOST_TURNS = 16;
/**
 * One run in so many of each part is also shown as if its tools were unknown (strangers.ts), so that rankers learn what
 * to do about such tools.
 */
const BLANK_EVERY = 6;

/**
 * Learns a table: counts, then rankers on what counts of *other* tasks propose (so that they learn how far to trust
 * counts on tasks never seen), then calibration on turns that neither had seen. Deterministic. Runs of fewer than four
 * tasks are too few to keep apart: their rankers see their own counts.
 */
export function train({
  runs,
  log = () => undefined,
  options = {},
  alter = (counts) => counts,
}: TrainInput): TableModel {
  const parts = split(runs);
  const count = (observed: readonly ObservedRun[]): TableModel => countRegistries(observed, alter);
  const tables = parts.map((part) =>
    count(
      (parts.length === 1 ? part : runs.filter((run) => !part.includes(run))).map(({ observed }) => observed),
    ),
  );
  const sets = byRegistry(runs, ({ observed }) => observed.tools);
  const strangers = new Strangers(sets);
  const owners = new Owners(sets);
  log(`parts counted: ${parts.length}`);
  const valueRows = parts.map((part, at) => valueRowsOf(part, tables[at] as TableModel, strangers, owners));
  const values = crossed(valueRows, VALUE_FEATURES, options.values ?? VALUE_BOOST);
  log(`arguments that values are ranked on: ${values.groups}`);
  const gather = (unreached: readonly string[]) =>
    parts.map((part, at) =>
      turnRowsOf(
        part,
        {
          ...owners.withRanker(tables[at] as TableModel, 'values', values.without(at)),
          unreached: [...unreached],
        },
        strangers,
        owners,
      ),
    );
  const { gathered, unreached } = withoutUnreached(gather);
  log(`tools whose calls are beyond reach: ${unreached.join(', ') || 'none'}`);
  const turns = crossed(
    gathered.map(({ rows }) => rows),
    TURN_FEATURES,
    options.turns ?? TURN_BOOST,
  );
  log(`turns that turns are ranked on: ${turns.groups}`);
  const heldOut = gathered.map((part, at) => ({ ...part, ranker: turns.without(at) }));
  const points = heldOut.map(calibrationPoints);
  const turn = isotonic(points.flatMap((part) => part.turn));
  const call = isotonic(points.flatMap((part) => part.call));
  const counts = count(runs.map(({ observed }) => observed));
  return {
    ...owners.withRanker(owners.withRanker(counts, 'values', values.all), 'turns', turns.all),
    unreached,
    names: strangers.names,
    calibration: {
      turn,
      call,
      // Of less than four tasks nothing was held out.
      ...(parts.length > 1 ? { record: heldOutRecord(heldOut, { turn, call }) } : {}),
    },
  };
}

function split(runs: readonly TrainingRun[]): TrainingRun[][] {
  const tasks = new Set(runs.map(({ trajectory }) => trajectory.task));
  if (tasks.size < PARTS) return [[...runs]];
  const partOf = foldsByTask(tasks, PARTS);
  return Array.from({ length: PARTS }, (_unused, part) =>
    runs.filter(({ trajectory }) => partOf.get(trajectory.task) === part),
  );
}

function valueRowsOf(
  part: readonly TrainingRun[],
  table: TableModel,
  strangers: Strangers,
  owners: Owners,
): GroupedRows {
  const rows = new RowBuilder(VALUE_WIDTH);
  const ready = readyModel(table);
  const viewOf = strangers.viewsOf(table);
  for (const [at, run] of part.entries()) {
    rows.owner = owners.of(run);
    gatherValues(ready, run.trajectory, rows, MOST_TURNS);
    if (at % BLANK_EVERY !== 0) continue;
    rows.owner = NOBODYS;
    gatherValues(viewOf(run), run.trajectory, rows, MOST_TURNS / 2);
  }
  return rows.build();
}

type GatheredTurns = ReturnType<typeof turnRowsOf>[];

/** What is gathered once the calls of tools that are beyond reach are not spelled out any more. */
function withoutUnreached(gather: (unreached: readonly string[]) => GatheredTurns): {
  gathered: GatheredTurns;
  unreached: string[];
} {
  const gathered = gather([]);
  const unreached = unreachedTools(gathered.flatMap(({ notes }) => notes));
  return { gathered: unreached.length > 0 ? gather(unreached) : gathered, unreached };
}

function turnRowsOf(
  part: readonly TrainingRun[],
  table: TableModel,
  strangers: Strangers,
  owners: Owners,
): { rows: GroupedRows; notes: (TurnNote | undefined)[] } {
  const into = new RowBuilder(TURN_WIDTH);
  const notes: (TurnNote | undefined)[] = [];
  const model = readyModel(table);
  const viewOf = strangers.viewsOf(table);
  for (const [at, run] of part.entries()) {
    const { trajectory } = run;
    into.owner = owners.of(run);
    gatherTurns({ model, trajectory, into, keep: spreadTurns(trajectory), note: (note) => notes.push(note) });
    if (at % BLANK_EVERY !== 0) continue;
    into.owner = NOBODYS;
    gatherTurns({
      model: viewOf(run),
      trajectory,
      into,
      keep: (turn) => turn <= MOST_TURNS / 2,
      note: () => notes.push(undefined),
    });
  }
  return { rows: into.build(), notes };
}

/** At most 16 turns of a run, spread over it, so that long runs do not outweigh the others. */
function spreadTurns(trajectory: Trajectory): (turn: number) => boolean {
  const turns = trajectory.messages.filter(({ role }) => role === 'assistant').length;
  return spread(turns, MOST_TURNS);
}
