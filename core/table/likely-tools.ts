import type { ActionScores } from './actions';
import type { RunIndex } from './context';
import type { Declared } from './declared';
import { bestPlaces } from './order';
import type { ToolList } from './tool-list';
import { nameOverlaps } from './turn-features';
import type { OpenTool } from './turns';
import { toldOf, type Told } from './vocabulary';

const MOST_TOOLS = 5;
/** At the very beginning, when little tells the tools apart. */
const MOST_TOOLS_AT_FIRST = 7;

/** A tool that may well be called next. */
export interface LikelyTool {
  name: string;
  declared: Partial<Declared>;
  /** Place among the likely ones. */
  rank: number;
  /** The model's class of calling it; -1 where it has none. */
  class: number;
  /** Logarithm of its probability; and of its order among the tools, which counts what the user has named. */
  action: number;
  order: number;
  /** As `action`, by the run's course alone. */
  plain: number;
  /** How much of what the user said its results speak of. */
  told: Told;
  /** Share of its name that the user has said. */
  overlap: number;
  /** 1 where it only reads, 0 where it writes, -1 where nobody said. */
  reads: number;
  /** Whether its calls are worth spelling out. */
  sought: boolean;
}

/** Order (logarithm of the probability, and how far it is named) below which a known tool's arguments are not sought. */
const LEAST_ORDER = -4.2;
/** The same for tools that write: their calls are never made ahead, and their arguments are the most. */
const LEAST_ORDER_TO_WRITE = -2.3;
/** The same for the likeliest tools that only read, so many: theirs are the calls that may be made ahead. */
const LEAST_ORDER_OF_FIRST = -5;
const LEAST_READS = 3;
/** At the very beginning, and where some tools were never seen: the values that tools could take say more than names. */
const MORE_READS = 8;

/** Tools that only read and mostly take nothing, beside those. */
const MOST_BARE = 3;

/** Words may mislead where there is nothing else to go by: the choice without them has its say. */
const mixed = (all: number, course: number): number => Math.log(0.7 * Math.exp(all) + 0.3 * Math.exp(course));

/** The likeliest tools, best first. */
export function likelyTools(
  { model, classes, known, bare, reads: onlyReads }: ToolList,
  index: RunIndex,
  tools: readonly OpenTool[],
  { all, course }: ActionScores,
): LikelyTool[] {
  const said = index.lastUser.words;
  const overlaps = nameOverlaps(tools, said);
  const last = index.calls.at(-1)?.tool;
  const orders: number[] = [];
  for (let at = 0; at < tools.length; at += 1) {
    const again = (classes[at] as number) < 0 && tools[at]?.name === last;
    const lift = 2 * (overlaps[at] as number) + (again ? 1 : 0);
    orders.push(mixed(all[at] as number, course[at] as number) + lift);
  }
  const opening = index.calls.length === 0 && index.userMessages < 2;
  const places = bestPlaces(orders, opening ? MOST_TOOLS_AT_FIRST : MOST_TOOLS);
  const isFurther = (at: number): boolean =>
    onlyReads[at] === true && orders[at] !== -Infinity && !places.includes(at);
  // The likeliest tools that only read, so many: first those of the likely tools, then others.
  const mostReads = known < 1 || opening ? MORE_READS : LEAST_READS;
  const reads = places.filter((at) => onlyReads[at]).slice(0, mostReads);
  for (const at of bestPlaces(orders, mostReads - reads.length, isFurther)) {
    reads.push(at);
    places.push(at);
  }
  // Further ones that mostly take nothing, the likeliest of them: their calls need no values.
  places.push(...bestPlaces(orders, MOST_BARE, (at) => bare[at] === true && isFurther(at)));
  const told = toldOf(model.vocabulary, said);
  return places.map((at, rank) => {
    const tool = tools[at] as OpenTool;
    const { name, readOnly } = tool;
    const isFirst = reads.includes(at) || (rank < 2 && readOnly !== false);
    const least = readOnly === false ? LEAST_ORDER_TO_WRITE : isFirst ? LEAST_ORDER_OF_FIRST : LEAST_ORDER;
    const action = classes[at] as number;
    const order = orders[at] as number;
    return {
      name,
      declared: tool,
      rank,
      class: action,
      action: all[at] as number,
      plain: course[at] as number,
      order,
      told: told(name),
      overlap: overlaps[at] as number,
      reads: readOnly === undefined ? -1 : readOnly ? 1 : 0,
      sought: action < 0 || order >= least || bare[at] === true,
    };
  });
}
