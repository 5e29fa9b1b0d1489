import { fetchHistories } from '../history/fetch-history';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD, type Latencies } from '../standard-script';
import { runOne, type RunChoice } from '../world/run-one';

/** The standard delays five times as fast, so that 200 steps take two minutes; the order of things stays. */
const FASTER = 5;
const LATENCIES: Latencies = {
  actor: STANDARD.actor / FASTER,
  predictor: STANDARD.predictor / FASTER,
  tool: STANDARD.tool / FASTER,
};
/** Share of the answer after the tool's name, so that signals come as early as at full length. */
const TAIL_FRACTION = 0.4;
/** Largest growth of events a step from short to long runs that still counts as linear. */
const LINEAR_WITHIN = 0.05;

interface Kind {
  what: string;
  choice: Omit<RunChoice, 'calls'>;
  most: number;
}

const BASELINE: Kind = { what: 'baseline', choice: { arm: 'baseline' }, most: 12 };
const LOOKAHEAD_0: Kind = {
  what: 'lookahead 0, all wrong',
  choice: { arm: 'speculate', lookahead: 0 },
  most: 25,
};
const LOOKAHEAD_2: Kind = {
  what: 'lookahead 2, all wrong',
  choice: { arm: 'speculate', lookahead: 2 },
  most: 52,
};
const CANDIDATES = 3;
const MOST_PER_CANDIDATE = 6;

export const historyEventsCase: SpeedCase = {
  name: 'history-events',
  about: 'history events a step, counted over continue-as-new',
  measure,
};

async function measure(context: SpeedContext): Promise<SpeedRow[]> {
  const { quick } = context;
  const rows: SpeedRow[] = [];
  const lengths = quick ? [5, 10] : [10, 50, 200];
  const kinds = [BASELINE, LOOKAHEAD_0, LOOKAHEAD_2];
  const counts: number[][] = [];
  for (const calls of lengths) counts.push(await countAll(context, kinds, calls));
  for (const [index, kind] of kinds.entries()) {
    const events = counts.map((row) => row[index] ?? 0);
    rows.push(...kindRows(kind, lengths, events));
  }
  rows.push(await candidatesRow(context, quick ? 5 : 20));
  return rows;
}

/** Events of one run of each kind, all at the same time: their number does not depend on how fast they are. */
async function countAll(context: SpeedContext, kinds: readonly Kind[], calls: number): Promise<number[]> {
  await context.world.play({
    latencies: LATENCIES,
    calls,
    predictions: 'wrong',
    tailFraction: TAIL_FRACTION,
  });
  context.log(`history-events: ${calls} steps`);
  return Promise.all(kinds.map(({ choice }) => eventsOf(context, { ...choice, calls })));
}

async function eventsOf({ world }: SpeedContext, choice: RunChoice): Promise<number> {
  const { workflowId } = await runOne(world, choice);
  const chain = await fetchHistories(world.client, workflowId);
  return chain.reduce((total, { events }) => total + events, 0);
}

/** Events that one step adds, from the differences between lengths: what starts and ends a run is no step's. */
export function eventsPerStep(lengths: readonly number[], events: readonly number[]): number[] {
  return lengths.slice(1).map((length, index) => {
    const shorter = lengths[index] ?? 0;
    return ((events[index + 1] ?? 0) - (events[index] ?? 0)) / (length - shorter);
  });
}

function kindRows(kind: Kind, lengths: number[], events: number[]): SpeedRow[] {
  const slopes = eventsPerStep(lengths, events);
  const perStep = Math.max(...slopes);
  const growth = (slopes.at(-1) ?? 0) / (slopes[0] ?? 1) - 1;
  const listed = lengths.map((length, index) => `${events[index]} at ${length}`).join(', ');
  const values = { steps: lengths, events, eventsPerStep: slopes };
  return [
    {
      what: `history events a step, top-k 1, ${kind.what}`,
      target: `≤ ${kind.most}`,
      measured: `${perStep.toFixed(1)} (${listed})`,
      met: perStep <= kind.most,
      values,
    },
    {
      what: `linear in steps, ${kind.what}`,
      target: `a step adds at most ${LINEAR_WITHIN * 100} % more events in long runs`,
      measured:
        slopes.length > 1
          ? `${slopes.map((slope) => slope.toFixed(2)).join(', ')}: ${(growth * 100).toFixed(1)} % more`
          : 'two lengths only: nothing to compare',
      ...(slopes.length > 1 ? { met: growth <= LINEAR_WITHIN } : {}),
      values,
    },
  ];
}

/** The candidates' searches end at different times: none shares its workflow task with another. */
const CANDIDATE_SEARCHES = [
  { includes: '(guess 1)', ms: 225 },
  { includes: '(guess 2)', ms: 250 },
];

async function candidatesRow(context: SpeedContext, calls: number): Promise<SpeedRow> {
  await context.world.play(
    { latencies: LATENCIES, calls, predictions: 'wrong', tailFraction: TAIL_FRACTION },
    CANDIDATE_SEARCHES,
  );
  const [one, many] = await Promise.all(
    [1, CANDIDATES].map((topK) => eventsOf(context, { arm: 'speculate', lookahead: 0, topK, calls })),
  );
  const each = ((many ?? 0) - (one ?? 0)) / (calls + 1) / (CANDIDATES - 1);
  return {
    what: 'history events a step of each further candidate, all wrong',
    target: `≤ ${MOST_PER_CANDIDATE}`,
    measured: `${each.toFixed(1)} (top-k ${CANDIDATES} against 1)`,
    met: each <= MOST_PER_CANDIDATE,
    values: { steps: calls + 1, events: { topK1: one ?? 0, [`topK${CANDIDATES}`]: many ?? 0 } },
  };
}
