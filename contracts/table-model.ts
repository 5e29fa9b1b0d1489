import { z } from 'zod';
import { BinCounts } from './profile';

/** Version of the file; a file of another version is refused, never guessed at. */
export const TABLE_SCHEMA = 'forerun-table/1';

/** Binary trees as rows of four numbers: feature (-1: a leaf), threshold (a leaf's value), left row, right row. */
const Forest = z.object({
  features: z.array(z.string()),
  trees: z.array(z.array(z.number())),
});
export type Forest = z.infer<typeof Forest>;

/** A value comes from this kind of place, changed in this way: how often it could have, and how often it did. */
const Source = z.tuple([
  z.string().describe('slot: where the value stands'),
  z.string().describe('via: how it is changed on the way; empty for a copy'),
  z.number().describe('hits: calls whose argument it gave'),
  z.number().describe('trials: calls before which the slot was filled'),
]);

/** By the model that acted: number of calls, then place and count of what it chose, place and count, … */
const Habits = z.record(z.string(), z.array(z.number()));
export type Habits = z.infer<typeof Habits>;

const ArgumentModel = z.object({
  count: z.number(),
  types: z.object({ string: z.number(), number: z.number(), boolean: z.number() }),
  sources: z.array(Source),
  shapes: z.array(z.tuple([z.string(), z.number()])),
  constants: z.array(z.tuple([z.string(), z.number()])),
  /** Texts made of words, each of one task: how often it was chosen, and in how many calls of that task. */
  remembered: z.array(z.tuple([z.string(), z.number(), z.number()])).optional(),
  before: z.array(z.tuple([z.string(), z.number()])),
  /** What other arguments' values begin with, and this one's do not. Absent in files of before. */
  foreign: z.array(z.string()).optional(),
  /** Of the constants, by the model that acted. */
  habits: Habits.optional(),
});
export type ArgumentModel = z.infer<typeof ArgumentModel>;

const ToolModel = z.object({
  count: z.number(),
  /** Sets of argument paths that its calls had, and how often. */
  signatures: z.array(z.tuple([z.array(z.string()), z.number()])),
  /** Of the signatures, by the model that acted. */
  habits: Habits.optional(),
  arguments: z.record(z.string(), ArgumentModel),
  /**
   * Pairs of arguments: calls whose two values stood in one record, calls in which both were found, how many places the
   * second usually stood behind the first, and in how many calls it did.
   */
  pairs: z.array(z.tuple([z.string(), z.string(), z.number(), z.number(), z.number(), z.number()])),
  /** Pairs of arguments that could have been equal, by their shapes, and never were. Absent in files of before. */
  distinct: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** Stems of the names of its results' fields, and of words that stood in them in several tasks. */
  vocabulary: z.object({ names: z.array(z.string()), words: z.array(z.string()) }).optional(),
  /** Turns of several calls of this tool alone, by their number of calls. */
  walks: z.array(z.tuple([z.number(), z.number()])),
});
export type ToolModel = z.infer<typeof ToolModel>;

/** Piecewise linear map from raw to measured probability, ascending in both. */
const Curve = z.array(z.tuple([z.number(), z.number().min(0).max(1)]));
export type Curve = z.infer<typeof Curve>;

/** What is counted of runs. */
const Counts = {
  tools: z.record(z.string(), ToolModel),
  /** Turns of several tools, by their tools joined by blanks, in order of names. */
  combinations: z.array(z.tuple([z.array(z.string()), z.number()])),
  /** Which action comes next: weights of context features for each action. */
  actions: z.object({
    classes: z.array(z.string()),
    priors: z.array(z.number()),
    /** Feature → class, weight, class, weight, … */
    weights: z.record(z.string(), z.array(z.number())),
    /** By the model that acted: turns that made calls, and those that made several. Absent in files of before. */
    several: z.record(z.string(), z.tuple([z.number(), z.number()])).optional(),
    /** Recent events → class, count, class, count, … */
    sequences: z.record(z.string(), z.array(z.number())),
  }),
  /** The tasks themselves: stems of what the user said first, and event → class, count, class, count, … */
  tasks: z
    .array(z.object({ stems: z.array(z.string()), after: z.record(z.string(), z.array(z.number())) }))
    .optional(),
};

export const TableModel = z.object({
  schema: z.literal(TABLE_SCHEMA),
  learned: z.object({
    trajectories: z.number(),
    tasks: z.number(),
    turns: z.number(),
    domains: z.array(z.string()),
  }),
  ...Counts,
  /**
   * The same counts of the runs of one set of tools each, where runs of several sets were learned from: used for runs
   * with such tools, so that one kind of work does not drown another.
   */
  registries: z
    .array(
      z.object({
        names: z.array(z.string()),
        ...Counts,
        /** Further trees for runs with these tools, beside the shared ones. Absent in files of before. */
        values: Forest.optional(),
        turns: Forest.optional(),
      }),
    )
    .optional(),
  /** What names in lower case stand for, as several tasks said it: `boston` → `BOS`. */
  aliases: z.record(z.string(), z.array(z.string())).optional(),
  /** In how many tasks users said which stem, where they were two or more. Absent in files of before. */
  heard: z.object({ tasks: z.number(), stems: z.record(z.string(), z.number()) }).optional(),
  /**
   * Tools whose calls are not spelled out, because what was spelled out of them on tasks that were not learned from was
   * next to never what was called. Absent in files of before.
   */
  unreached: z.array(z.string()).optional(),
  /**
   * What the words of tools' names say to the choice of the next tool, of tools that nobody has seen: feature → weight
   * (core/table/by-tool-name.ts). Absent in files of before.
   */
  names: z.record(z.string(), z.number()).optional(),
  values: Forest,
  turns: Forest,
  calibration: z.object({
    turn: Curve,
    call: Curve,
    /**
     * How often its guesses were right on tasks that it had not learned from: by tool (`@turn` for whole turns, `@calls` for
     * those that call) and bin of its own probability, scored as a run scores them. Absent in files of before.
     */
    record: z.record(z.string(), BinCounts).optional(),
  }),
});
export type TableModel = z.infer<typeof TableModel>;
/** What is counted of some runs, without the rankers. */
export type TableCounts = Pick<TableModel, 'tools' | 'combinations' | 'actions' | 'tasks'>;
