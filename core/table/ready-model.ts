import type { ArgumentModel, TableModel } from '../../contracts/table-model';
import { readyForest, type ReadyForest } from './forest';

export interface ReadySource {
  slot: string;
  via: string;
  hits: number;
  trials: number;
  /** Smoothed share of hits. */
  share: number;
}

export interface ReadyArgument {
  count: number;
  types: ArgumentModel['types'];
  sources: ReadySource[];
  shapes: Map<string, number>;
  constants: { text: string; share: number }[];
  before: Map<string, number>;
}

export interface ReadyTool {
  count: number;
  signatures: { paths: string[]; share: number }[];
  arguments: Map<string, ReadyArgument>;
  /** How much sharing a record, and standing so many places behind, speaks for a pair: logarithms of odds. */
  pairs: Map<string, { together: number; offset: number; apart: number }>;
  walks: Map<number, number>;
}

/** A model file's content, laid out for asking. Build once, ask often. */
export interface ReadyModel {
  tools: Map<string, ReadyTool>;
  combinations: { tools: string[]; count: number }[];
  classes: Map<string, number>;
  priors: number[];
  weights: Map<string, Float64Array>;
  sequences: Map<string, Float64Array>;
  values: ReadyForest;
  turns: ReadyForest;
  calibration: TableModel['calibration'];
}

export function readyModel(model: TableModel): ReadyModel {
  return {
    tools: new Map(Object.entries(model.tools).map(([name, tool]) => [name, readyTool(tool)])),
    combinations: model.combinations.map(([tools, count]) => ({ tools, count })),
    classes: new Map(model.actions.classes.map((name, at) => [name, at])),
    priors: model.actions.priors,
    weights: new Map(
      Object.entries(model.actions.weights).map(([name, row]) => [name, Float64Array.from(row)]),
    ),
    sequences: new Map(
      Object.entries(model.actions.sequences).map(([name, row]) => [name, Float64Array.from(row)]),
    ),
    values: readyForest(model.values),
    turns: readyForest(model.turns),
    calibration: model.calibration,
  };
}

function readyTool(tool: TableModel['tools'][string]): ReadyTool {
  return {
    count: tool.count,
    signatures: tool.signatures.map(([paths, count]) => ({ paths, share: count / Math.max(1, tool.count) })),
    arguments: new Map(
      Object.entries(tool.arguments).map(([path, argument]) => [path, readyArgument(argument)]),
    ),
    pairs: new Map(
      tool.pairs.map(([a, b, same, both, offset, at]) => [
        `${a}
${b}`,
        { together: odds(same, both), offset, apart: odds(at, both) },
      ]),
    ),
    walks: new Map(tool.walks),
  };
}

const readyArgument = (argument: ArgumentModel): ReadyArgument => ({
  count: argument.count,
  types: argument.types,
  sources: argument.sources.map(([slot, via, hits, trials]) => ({
    slot,
    via,
    hits,
    trials,
    share: (hits + 0.1) / (trials + 1),
  })),
  shapes: new Map(argument.shapes.map(([shape, count]) => [shape, count / argument.count])),
  constants: argument.constants.map(([text, count]) => ({ text, share: count / (argument.count + 1) })),
  before: new Map(argument.before.map(([word, count]) => [word, count / argument.count])),
});

const odds = (hits: number, trials: number): number => Math.log((hits + 0.5) / (trials - hits + 0.5));
