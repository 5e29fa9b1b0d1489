import type { ActionScores } from './actions';
import type { RunIndex } from './context';
import type { Declared } from './declared';
import { bestPlaces } from './order';
import type { ReadyModel } from './ready-model';
import { knownShare, nameOverlaps } from './turn-features';
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
  const places = bestPlaces(orders, opening ? MOST_TOOLS_AT_FIRST : MOST_TOOLS);
  const strange = knownShare(model, tools) < 1;
  const reads = bestReads(tools, orders, places, strange || opening ? MORE_READS : LEAST_READS);
  for (const at of reads) if (!places.includes(at)) places.push(at);
  places.push(...bareReads(model, tools, orders, places));
  return places.map((at, rank) => {
    const tool = tools[at] as OpenTool;
    const { name, readOnly } = tool;
    const isFirst = reads.includes(at) || (rank < 2 && readOnly !== false);
    const least = readOnly === false ? LEAST_ORDER_TO_WRITE : isFirst ? LEAST_ORDER_OF_FIRST : LEAST_ORDER;
    const known = model.classes.has(name);
    const order = orders[at] as number;
    return {
      name,
      declared: tool,
      rank,
      known,
      action: all[at] as number,
      order,
      plain: course[at] as number,
      told: told(name),
      overlap: overlaps[at] as number,
      reads: readOnly === undefined ? -1 : readOnly ? 1 : 0,
      sought: !known || order >= least || isBare(model, name),
    };
  });
}

/** Places of the likeliest tools that only read, so many: first those of the likely tools, then others. */
function bestReads(
  tools: readonly OpenTool[],
  orders: readonly number[],
  likely: readonly number[],
  least: number,
): readonly number[] {
  const reads = likely.filter((at) => tools[at]?.readOnly).slice(0, least);
  if (reads.length === least) return reads;
  const others = orders.map((order, at) => (tools[at]?.readOnly && !likely.includes(at) ? order : -Infinity));
  const more = bestPlaces(others, least - reads.length).filter((at) => others[at] !== -Infinity);
  return [...reads, ...more];
}

/** Further tools that only read and mostly take nothing, the likeliest of them: their calls need no values. */
function bareReads(
  model: ReadyModel,
  tools: readonly OpenTool[],
  orders: readonly number[],
  taken: readonly number[],
): readonly number[] {
  const others = tools.map(({ name, readOnly }, at) =>
    readOnly && !taken.includes(at) && isBare(model, name) ? (orders[at] as number) : -Infinity,
  );
  return bestPlaces(others, MOST_BARE).filter((at) => others[at] !== -Infinity);
}

/** Whether a tool is mostly called without arguments: to spell that out costs nothing. */
function isBare(model: ReadyModel, name: string): boolean {
  const signature = model.tools.get(name)?.signatures.find(({ paths }) => paths.length === 0);
  return (signature?.share ?? 0) > 0.5;
}
