import type { RunIndex } from './context';
import { bestPlaces } from './order';
import type { ReadyModel } from './ready-model';
import { nameOverlaps } from './turn-features';
import type { OpenTool } from './turns';

const MOST_TOOLS = 5;

/** A tool that may well be called next. */
export interface LikelyTool {
  name: string;
  arguments: readonly string[] | undefined;
  /** Place among the likely ones. */
  rank: number;
  known: boolean;
  /** Logarithm of its probability; and of its order among the tools, which counts what the user has named. */
  action: number;
  order: number;
  /** Share of its name that the user has said. */
  overlap: number;
}

/** The likeliest tools, best first. `scores` are the logarithms of the tools' probabilities. */
export function likelyTools(
  model: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  scores: Float64Array,
): LikelyTool[] {
  const overlaps = nameOverlaps(tools, index.lastUser.wordSet);
  const last = index.calls.at(-1)?.tool;
  const orders = tools.map(({ name }, at) => {
    const again = name === last && !model.classes.has(name);
    const lift = 2 * (overlaps[at] as number) + (again ? 1 : 0);
    return (scores[at] as number) + lift;
  });
  return bestPlaces(orders, MOST_TOOLS).map((at, rank) => {
    const { name, arguments: declared } = tools[at] as OpenTool;
    return {
      name,
      arguments: declared,
      rank,
      known: model.classes.has(name),
      action: scores[at] as number,
      order: orders[at] as number,
      overlap: overlaps[at] as number,
    };
  });
}
