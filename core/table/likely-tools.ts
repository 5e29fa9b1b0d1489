import type { ActionScores } from './actions';
import type { RunIndex } from './context';
import { bestPlaces } from './order';
import type { ReadyModel } from './ready-model';
import { nameOverlaps } from './turn-features';
import type { OpenTool } from './turns';
import { toldOf, type Told } from './vocabulary';

const MOST_TOOLS = 5;
/** At the very beginning, when little tells the tools apart. */
const MOST_TOOLS_AT_FIRST = 7;

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
  /** As `action`, by the run's course alone. */
  plain: number;
  /** How much of what the user said its results speak of. */
  told: Told;
  /** Share of its name that the user has said. */
  overlap: number;
}

/** Words may mislead where there is nothing else to go by: the choice without them has its say. */
const mixed = (all: number, course: number): number => Math.log(0.7 * Math.exp(all) + 0.3 * Math.exp(course));

/** The likeliest tools, best first. */
export function likelyTools(
  model: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  { all, course }: ActionScores,
): LikelyTool[] {
  const overlaps = nameOverlaps(tools, index.lastUser.wordSet);
  const last = index.calls.at(-1)?.tool;
  const orders = tools.map(({ name }, at) => {
    const again = name === last && !model.classes.has(name);
    const lift = 2 * (overlaps[at] as number) + (again ? 1 : 0);
    return mixed(all[at] as number, course[at] as number) + lift;
  });
  const opening = index.calls.length === 0 && index.userMessages < 2;
  const told = toldOf(model.vocabulary, index.lastUser.wordSet);
  return bestPlaces(orders, opening ? MOST_TOOLS_AT_FIRST : MOST_TOOLS).map((at, rank) => {
    const { name, arguments: declared } = tools[at] as OpenTool;
    return {
      name,
      arguments: declared,
      rank,
      known: model.classes.has(name),
      action: all[at] as number,
      order: orders[at] as number,
      plain: course[at] as number,
      told: told(name),
      overlap: overlaps[at] as number,
    };
  });
}
