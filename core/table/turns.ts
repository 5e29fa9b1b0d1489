import { actionScores, type ActionScores, ASK, FINAL } from './actions';
import { nameFeatures, nameLeads, nameMoment } from './by-tool-name';
import type { RunIndex } from './context';
import type { Declared } from './declared';
import { likelyTools, type LikelyTool } from './likely-tools';
import { modelFor, type ReadyModel } from './ready-model';
import { combinations, walks, walkShare } from './several';
import { toolList, type ToolList } from './tool-list';
import { callTuples, type CallTuple, type Depth } from './tuples';
import { nameOverlaps, relate, runFacts, tupleFeatures } from './turn-features';
import { TurnSheet, type turnScratch } from './turn-sheet';
import { MOST_CANDIDATES, type valueScratch } from './values';

/** A tool that the agent may call now, with what it declares of its arguments where a schema is at hand. */
export interface OpenTool extends Partial<Declared> {
  name: string;
  /** It changes nothing, so that its calls may be made ahead; where that is known. */
  readOnly?: boolean;
}

/** A possible next turn. `rest` stands for all turns that are not spelled out: of one tool, or of all. */
export interface TurnCandidate {
  kind: 'call' | 'several' | 'ask' | 'final' | 'rest';
  tool: string;
  calls: CallTuple[];
  probability: number;
}

/** Possible next turns and, in `rows`, their features; the rests last. */
export function turnCandidates(
  whole: ReadyModel,
  index: RunIndex,
  tools: readonly OpenTool[],
  scratch: { values: ReturnType<typeof valueScratch>; turns: ReturnType<typeof turnScratch> },
): TurnCandidate[] {
  const model = modelFor(whole, tools);
  const list = toolList(model, tools);
  const actions = actionScores(list, index, leadsOfUnknown(list, index, tools));
  const likely = likelyTools(list, index, tools, actions);
  const { rows } = scratch.turns;
  const shared = runFacts(list, index, actions.all, likely[0]?.action ?? -9);
  const sheet = new TurnSheet(rows, shared.fill);
  const { share, neighbourShare } = shared;
  const moment: Moment = {
    model,
    index,
    likely,
    share,
    neighbourShare,
    followed: index.followed.get(index.events.at(-1) ?? ''),
    mostNames: likely.reduce((most, { told }) => Math.max(most, told.names), -Infinity),
    mostWords: likely.reduce((most, { told }) => Math.max(most, told.words), -Infinity),
    sheet,
  };
  addWords(moment, actions, list);
  const tuplesOf = new Map<string, CallTuple[]>();
  for (const tool of likely) {
    if (tool.sought) tuplesOf.set(tool.name, addCalls(moment, tool, scratch.values));
  }
  addCombinations(moment, tuplesOf);
  sheet.add({ kind: 'rest', tool: '', calls: [], probability: 0 }, (row) => void (rows[row] = 5));
  relate(sheet.candidates, rows);
  return sheet.candidates;
}

/** How far the name of each tool that the model has not seen speaks for it. */
function leadsOfUnknown(
  { model, classes, known }: ToolList,
  index: RunIndex,
  tools: readonly OpenTool[],
): (at: number) => number {
  if (model.names.size === 0 || known === 1) return NO_LEAD;
  const moment = nameMoment(index);
  const overlaps = nameOverlaps(tools, index.lastUser.words);
  const unknown = tools.flatMap((_tool, at) => ((classes[at] as number) < 0 ? [at] : []));
  const features = unknown.map((at) => nameFeatures(tools[at] as OpenTool, moment, overlaps[at] as number));
  const leads = nameLeads(model.names, features);
  const byPlace = new Map(unknown.map((at, number) => [at, leads[number] as number]));
  return (at) => byPlace.get(at) ?? 0;
}

const NO_LEAD = (): number => 0;

interface Moment {
  model: ReadyModel;
  index: RunIndex;
  likely: readonly LikelyTool[];
  share: ReturnType<typeof runFacts>['share'];
  neighbourShare: ReturnType<typeof runFacts>['neighbourShare'];
  /** How often each tool came after an event like the last one, in this run. */
  followed: ReadonlyMap<string, number> | undefined;
  /** The most that any likely tool is told. */
  mostNames: number;
  mostWords: number;
  sheet: TurnSheet;
}

/** Turns that call nothing: a question to the user, and the end, the last two of what the agent can do. */
function addWords(
  { sheet, share, neighbourShare }: Moment,
  { all, course }: ActionScores,
  { classes }: ToolList,
): void {
  const { rows } = sheet;
  const tools = classes.length - 2;
  for (let at = tools; at < classes.length; at += 1) {
    const kind = at === tools ? 'ask' : 'final';
    const score = all[at] as number;
    const action = classes[at] as number;
    const tool = kind === 'ask' ? ASK : FINAL;
    sheet.add({ kind, tool, calls: [], probability: 0 }, (row) => {
      rows[row] = kind === 'ask' ? 2 : 3;
      rows[row + 1] = score;
      rows[row + 2] = share(action);
      rows[row + 38] = score;
      rows[row + 47] = course[at] as number;
      rows[row + 52] = neighbourShare(action);
    });
  }
}

/** The likeliest calls of a tool, walks along its lists, and the rest of what it may be called with. */
function addCalls(moment: Moment, tool: LikelyTool, scratch: ReturnType<typeof valueScratch>): CallTuple[] {
  const { model, index, sheet } = moment;
  const { rows } = sheet;
  const { name, action } = tool;
  const depth = tool.rank < 2 ? DEEP : SHALLOW;
  const { tuples, ranked } = model.unreached.has(name)
    ? NOT_SPELLED
    : callTuples(model, index, name, tool.declared, depth, scratch);
  const fillCommon = commonFeatures(moment, tool);
  for (const [place, tuple] of tuples.entries())
    sheet.add({ kind: 'call', tool: name, calls: [tuple], probability: 0 }, (row) => {
      fillCommon(row, 1);
      rows[row + 8] = place;
      rows[row + 9] = tuple.score - (tuples[place === 0 ? 1 : 0]?.score ?? -12);
      tupleFeatures(index, tuple, rows, row);
      rows[row + 38] = action + tuple.score;
    });
  for (const calls of walks(model, index, name, tuples, ranked))
    sheet.add({ kind: 'several', tool: name, calls, probability: 0 }, (row) => {
      const first = calls[0] as CallTuple;
      rows[row] = 1;
      fillCommon(row, calls.length);
      tupleFeatures(index, first, rows, row);
      rows[row + 32] = walkShare(model, name, calls.length);
      rows[row + 38] = action + first.score;
    });
  sheet.add({ kind: 'rest', tool: name, calls: [], probability: 0 }, (row) => {
    fillCommon(row, 0);
    rows[row] = 4;
    rows[row + 8] = tuples.length;
    rows[row + 4] = tuples[0]?.score ?? -12;
    rows[row + 38] = action;
  });
  return tuples;
}

/** The two likeliest tools, and others. */
const DEEP: Depth = { calls: 6, values: MOST_CANDIDATES };
const SHALLOW: Depth = { calls: 3, values: 7 };

const NOT_SPELLED: ReturnType<typeof callTuples> = { tuples: [], ranked: new Map() };

/** Fills in what all turns of one tool have in common. */
function commonFeatures(moment: Moment, tool: LikelyTool) {
  const { model, index, followed, mostNames, mostWords } = moment;
  const { rows } = moment.sheet;
  const ofTool = moment.share(tool.class);
  const ofNeighbours = moment.neighbourShare(tool.class);
  const made = index.toolCounts.get(tool.name) ?? 0;
  const again = index.calls.at(-1)?.tool === tool.name ? 1 : 0;
  const evidence = Math.log1p(model.tools.get(tool.name)?.count ?? 0);
  const next = followed?.get(tool.name) ?? 0;
  return (row: number, calls: number): void => {
    rows[row + 1] = tool.action;
    rows[row + 2] = ofTool;
    rows[row + 15] = made;
    rows[row + 16] = again;
    rows[row + 22] = calls;
    rows[row + 23] = tool.overlap;
    rows[row + 24] = evidence;
    rows[row + 25] = next;
    rows[row + 27] = tool.rank;
    rows[row + 47] = tool.plain;
    rows[row + 48] = tool.told.names;
    rows[row + 49] = tool.told.names - mostNames;
    rows[row + 50] = tool.told.words;
    rows[row + 51] = tool.told.words - mostWords;
    rows[row + 52] = ofNeighbours;
    rows[row + 54] = tool.reads;
  };
}

/** Turns of several tools that went together before. */
function addCombinations(
  { model, index, likely, share, sheet }: Moment,
  tuplesOf: Map<string, CallTuple[]>,
): void {
  const { rows } = sheet;
  for (const { calls, count } of combinations(model, tuplesOf)) {
    const first = calls[0] as CallTuple;
    const action = likely.find(({ name }) => name === first.tool)?.action ?? -9;
    sheet.add({ kind: 'several', tool: first.tool, calls, probability: 0 }, (row) => {
      rows[row] = 1;
      tupleFeatures(index, first, rows, row);
      rows[row + 1] = action;
      rows[row + 2] = share(model.classes.get(first.tool) ?? -1);
      rows[row + 22] = calls.length;
      rows[row + 27] = 9;
      rows[row + 32] = -count;
      rows[row + 38] = action + first.score;
    });
  }
}
