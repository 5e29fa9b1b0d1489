import { median } from '../../../core/statistics';
import type { RecordedRequest } from '../../../models/simulated/request-log';
import { milliseconds } from '../report/format';
import type { RecordedSearch } from '../simulators/search-server';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { ACTOR_MODEL, STANDARD } from '../standard-script';
import { runOne } from '../world/run-one';

/** The actor's first turn computes, the predictor guesses a search: the tool's name alone contradicts it. */
const FIRST_TURN = { calls: [{ tool: 'calculate', arguments: { expression: '1 + 1' } }] };
const GUESSED_QUERY = 'guessed search';
/** The name stands on the wire 0.8 s before the answer ends: the decision itself cannot be what cancels. */
const TAIL_FRACTION = 0.4;
const CALLS = 2;
const RUNS = 5;

interface Kind {
  what: string;
  lookahead: number;
  /** Milliseconds of the guessed search: long enough to be running, or short enough to be decided upon. */
  searchMs: number;
  /** Milliseconds from the name on the wire to each cancelled request's end. */
  read(actor: RecordedRequest[], searches: RecordedSearch[]): number[];
}

const KINDS: Kind[] = [
  {
    what: 'speculative model request (decide ahead)',
    lookahead: 1,
    searchMs: 200,
    read: (requests) =>
      delays(
        nameAt(requests),
        requests.filter(({ ahead, model }) => ahead && model === ACTOR_MODEL),
      ),
  },
  {
    what: 'speculative search request',
    lookahead: 0,
    searchMs: 10_000,
    read: (requests, searches) =>
      delays(
        nameAt(requests),
        searches.filter(({ query }) => query.includes(GUESSED_QUERY)),
      ),
  },
];

/** Issue section 2: from the tool's name on the wire to the speculative HTTP request being closed. */
export const cancellationCase: SpeedCase = {
  name: 'cancellation',
  about: "from the tool's name on the wire to the speculative request being closed",
  measure: async (context) => {
    const rows: SpeedRow[] = [];
    for (const kind of KINDS) rows.push(await measure(context, kind));
    return rows;
  },
};

async function measure({ world, quick }: SpeedContext, kind: Kind): Promise<SpeedRow> {
  await world.play(
    {
      latencies: STANDARD,
      calls: CALLS,
      predictions: 'wrong',
      firstTurn: FIRST_TURN,
      wrongTurn: { calls: [{ tool: 'web_search', arguments: { query: GUESSED_QUERY } }] },
      lastTurnSeconds: 0.1,
      tailFraction: TAIL_FRACTION,
    },
    [{ includes: GUESSED_QUERY, ms: kind.searchMs }],
  );
  const found: number[] = [];
  for (let run = 0; run < (quick ? 1 : RUNS); run += 1) {
    await world.simulators.clear();
    await runOne(world, { arm: 'speculate', lookahead: kind.lookahead, calls: CALLS });
    const [requests, searches] = await Promise.all([
      world.simulators.modelRequests(),
      world.simulators.searches(),
    ]);
    const delay = kind.read(requests, searches);
    if (delay.length === 0) throw new Error(`no ${kind.what} was cancelled by the actor's stream`);
    found.push(...delay);
  }
  return {
    what: `tool's name on the wire → ${kind.what} closed`,
    target: '',
    measured: `median ${milliseconds(median(found) ?? 0)}, most ${milliseconds(Math.max(...found))}, of ${found.length}`,
    values: { milliseconds: found },
  };
}

/** When the first real decision's tool name stood on the wire. */
const nameAt = (requests: readonly RecordedRequest[]): number =>
  requests.find(({ ahead, model, turnIndex }) => !ahead && model === ACTOR_MODEL && turnIndex === 0)
    ?.toolNameAt ?? Number.NaN;

/** Of requests that were open when the name stood and that the client closed. */
export function delays(
  nameMs: number,
  requests: readonly Pick<RecordedSearch, 'receivedAt' | 'closedAt' | 'abortedByClient'>[],
): number[] {
  return requests.flatMap(({ receivedAt, closedAt, abortedByClient }) =>
    abortedByClient && closedAt !== undefined && receivedAt < nameMs && closedAt > nameMs
      ? [closedAt - nameMs]
      : [],
  );
}
