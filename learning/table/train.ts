import type { TableModel } from '../../contracts/table-model';
import { emptyContext, extend } from '../../core/table/context';
import { callProbabilities, rankTurns, turnKey } from '../../core/table/predict';
import { callText } from '../../core/table/canonical-value';
import { readyModel } from '../../core/table/ready-model';
import { TURN_FEATURES, TURN_WIDTH } from '../../core/table/turns';
import { VALUE_FEATURES, VALUE_WIDTH } from '../../core/table/values';
import { foldsByTask } from '../traces/split';
import { boost, type BoostOptions } from './boost';
import { gatherTurns, gatherValues, recordedKey, RowBuilder } from './gather';
import { isotonic } from './isotonic';
import { mine, type ObservedRun } from './mine';
import { actionOf } from './observe';
import type { Trajectory } from './trajectory';

export const VALUE_BOOST: BoostOptions = { trees: 40, depth: 5, rate: 0.2, leaf: 4, lambda: 2, sample: 0.5 };
export const TURN_BOOST: BoostOptions = { trees: 70, depth: 5, rate: 0.15, leaf: 5, lambda: 2, sample: 0.4 };

export interface TrainInput {
  runs: readonly { trajectory: Trajectory; observed: ObservedRun }[];
  log?: (line: string) => void;
  /** Folds in which counts and rankers are kept apart. */
  folds?: number;
  options?: { values?: BoostOptions; turns?: BoostOptions };
}

const MOST_TURNS = 16;

/**
 * Learns a table: counts, then rankers on what counts of *other* tasks propose (so that they learn how far to trust
 * counts on tasks never seen), then calibration on turns that neither had seen. Deterministic.
 */
export function train({ runs, log = () => undefined, folds = 4, options = {} }: TrainInput): TableModel {
  const tasks = new Set(runs.map(({ trajectory }) => trajectory.task));
  const parts = tasks.size < 2 ? 1 : Math.min(folds, tasks.size);
  const foldOf = parts < 2 ? new Map<string, number>() : foldsByTask(tasks, parts);
  const inFold = (fold: number) =>
    runs.filter(({ trajectory }) => (foldOf.get(trajectory.task) ?? 0) === fold);
  const outside = Array.from({ length: parts }, (_unused, fold) =>
    mine(
      parts < 2
        ? runs.map(({ observed }) => observed)
        : runs
            .filter(({ trajectory }) => foldOf.get(trajectory.task) !== fold)
            .map(({ observed }) => observed),
    ),
  );
  log(`counted ${parts} parts`);
  const ofFold = outside.map((table, fold) => {
    const rows = new RowBuilder(VALUE_WIDTH);
    const ready = readyModel(table);
    for (const [at, { trajectory }] of inFold(fold).entries()) {
      gatherValues(ready, trajectory, rows, MOST_TURNS);
      if (at % 6 === 0) gatherValues(readyModel(blankTools(table)), trajectory, rows, 6);
    }
    return rows.build();
  });
  const valueOptions = options.values ?? VALUE_BOOST;
  const values = boost(concat(ofFold), VALUE_FEATURES, valueOptions);
  // Rankers of turns must see the probabilities of values as they will be on unseen tasks.
  const crossed = outside.map((_table, fold) =>
    parts < 3
      ? values
      : boost(concat(ofFold.filter((_rows, other) => other % 2 !== fold % 2)), VALUE_FEATURES, valueOptions),
  );
  log('values ranked');
  const turnRows = outside.map((table, fold) => {
    const rows = new RowBuilder(TURN_WIDTH);
    const ready = readyModel({ ...table, values: crossed[fold] ?? values });
    const blank = readyModel({ ...blankTools(table), values: crossed[fold] ?? values });
    for (const [at, { trajectory }] of inFold(fold).entries()) {
      gatherTurns(ready, trajectory, trajectory.tools, rows, keeps(trajectory));
      if (at % 8 === 0) gatherTurns(blank, trajectory, trajectory.tools, rows, (turn) => turn <= 10);
    }
    return rows.build();
  });
  log(`turns: ${turnRows.reduce((total, { starts }) => total + starts.length - 1, 0)} groups`);
  const turnOptions = options.turns ?? TURN_BOOST;
  const turns = boost(concat(turnRows), TURN_FEATURES, turnOptions);
  const halves =
    parts < 2
      ? [turns]
      : [0, 1].map((side) =>
          boost(concat(turnRows.filter((_rows, fold) => fold % 2 !== side)), TURN_FEATURES, turnOptions),
        );
  log('turns ranked');
  const points = { turn: [] as { p: number; hit: number }[], call: [] as { p: number; hit: number }[] };
  for (const [fold, table] of outside.entries()) {
    const ready = readyModel({ ...table, values: crossed[fold] ?? values, turns: halves[fold % 2] ?? turns });
    for (const { trajectory } of inFold(fold)) collect(ready, trajectory, points);
  }
  log('calibrated');
  return {
    ...mine(runs.map(({ observed }) => observed)),
    values,
    turns,
    calibration: { turn: isotonic(points.turn), call: isotonic(points.call) },
  };
}

/** The counts without what is known of any tool: how a table looks to tools that it never saw. */
function blankTools(table: TableModel): TableModel {
  return {
    ...table,
    tools: {},
    combinations: [],
    actions: { classes: ['<ask>', '<final>'], priors: [0, 0], weights: {}, sequences: {} },
  };
}

/** At most 16 turns of a run, spread over it, so that long runs do not outweigh the others. */
function keeps(trajectory: Trajectory): (turn: number) => boolean {
  const turns = trajectory.messages.filter(({ role }) => role === 'assistant').length;
  if (turns <= MOST_TURNS) return () => true;
  const step = turns / MOST_TURNS;
  return (turn) => Math.floor(turn / step) !== Math.floor((turn - 1) / step);
}

function collect(
  ready: ReturnType<typeof readyModel>,
  trajectory: Trajectory,
  points: { turn: { p: number; hit: number }[]; call: { p: number; hit: number }[] },
): void {
  const keep = keeps(trajectory);
  let context = emptyContext();
  let turn = 0;
  for (const [at, message] of trajectory.messages.entries()) {
    if (message.role === 'assistant') {
      turn += 1;
      if (keep(turn)) {
        const candidates = rankTurns(ready, context, trajectory.tools);
        const goal = recordedKey(message, actionOf(message, trajectory.messages, at));
        const made = new Set(message.calls.map((call) => callText(call.tool, call.arguments)));
        for (const candidate of candidates)
          if (candidate.kind !== 'rest' && candidate.probability > 0.005)
            points.turn.push({ p: candidate.probability, hit: turnKey(candidate) === goal ? 1 : 0 });
        for (const [text, p] of callProbabilities(candidates))
          if (p > 0.005) points.call.push({ p, hit: made.has(text) ? 1 : 0 });
      }
    }
    context = extend(context, message);
  }
}

type Rows = ReturnType<RowBuilder['build']>;

function concat(parts: readonly Rows[]): Rows {
  const width = parts[0]?.width ?? 1;
  const total = parts.reduce((sum, { targets }) => sum + targets.length, 0);
  const groups = parts.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  const joined: Rows = {
    width,
    rows: new Float32Array(total * width),
    starts: new Int32Array(groups + 1),
    targets: new Float32Array(total),
    weights: new Float32Array(groups),
  };
  let row = 0;
  let group = 0;
  for (const part of parts) {
    joined.rows.set(part.rows, row * width);
    joined.targets.set(part.targets, row);
    joined.weights.set(part.weights, group);
    for (let at = 1; at < part.starts.length; at += 1)
      joined.starts[group + at] = row + (part.starts[at] as number);
    row += part.targets.length;
    group += part.starts.length - 1;
  }
  return joined;
}
