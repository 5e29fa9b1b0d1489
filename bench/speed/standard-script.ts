import type { PlainTurn, SimulationScriptInput, Turn } from '../../models/simulated/script';
import { searchCode } from './simulators/search-server';

export const ACTOR_MODEL = 'simulated-actor';
export const PREDICTOR_MODEL = 'simulated-predictor';

/** A query that contains this is nobody's real call. */
export const WRONG = 'mistaken';

/** A query that contains this hangs; asked for by runs that fill the slots of others. */
export const FILLER = 'hanging';

/** Number of calls by which such a run's question is known; no other run has as many. */
export const FILLER_CALLS = 9_999;

const FILLER_ACTOR_SECONDS = 120;

/** Seconds of the three things that take time. */
export interface Latencies {
  actor: number;
  predictor: number;
  tool: number;
}

/** Issue section 8: what every case uses unless it says otherwise. */
export const STANDARD: Latencies = { actor: 2, predictor: 0.3, tool: 1 };

/** Actor turns of the standard run that call a tool; one more ends it. */
export const STANDARD_CALLS = 2;

export interface ScriptOptions {
  latencies: Latencies;
  /** Turns that call a tool. */
  calls: number;
  /** Whether the predictor is always right or never. */
  predictions: 'right' | 'wrong';
  /** What it guesses instead of the truth. */
  wrongTurn?: PlainTurn;
  /** What the first turn asks for instead of its search. */
  firstTurn?: PlainTurn;
  /** Seconds of the last turn, where it is not the actor's. */
  lastTurnSeconds?: number;
  tailFraction?: number;
  faults?: SimulationScriptInput['faults'];
  /** Requests at a time over all models. */
  concurrency?: number;
}

const query = (call: number): string => `speed benchmark, search ${call}`;

/**
 * The question that a run of so many calls is asked; a script's conversations are found by it. A `variant` makes a task
 * of its own, whose transcripts no earlier run has stored.
 */
export const questionFor = (calls: number, variant = ''): string =>
  `Speed benchmark with ${calls} searches.${variant && ` Variant ${variant}.`}`;

/** What a run of so many calls must answer: it has read the last search's outcome. */
export const answerFor = (calls: number): string => `code-${searchCode(query(calls))}`;

const search = (text: string): PlainTurn => ({
  calls: [{ tool: 'web_search', arguments: { query: text } }],
});

const fillerConversation = {
  id: 'filler',
  match: questionFor(FILLER_CALLS),
  turns: [
    { ...search(`${FILLER} search`), seconds: FILLER_ACTOR_SECONDS, wrong: [search(`${FILLER} guess`)] },
  ],
};

/** A chain of searches whose end depends on what the last one returned. Simulated, like everything it takes. */
export function standardScript(options: ScriptOptions): SimulationScriptInput {
  const { latencies, calls, tailFraction } = options;
  const tail = tailFraction === undefined ? {} : { tailFraction };
  return {
    models: {
      [ACTOR_MODEL]: { role: 'actor', latency: { fixedMs: latencies.actor * 1000 }, ...tail },
      [PREDICTOR_MODEL]: {
        role: 'predictor',
        latency: { fixedMs: latencies.predictor * 1000 },
        accuracy: options.predictions === 'right' ? 1 : 0,
      },
    },
    conversations: [
      {
        id: `searches-${calls}`,
        match: questionFor(calls),
        turns: turns(options),
        wrong: [],
      },
      fillerConversation,
    ],
    ...(options.faults ? { faults: options.faults } : {}),
    ...(options.concurrency ? { concurrency: options.concurrency } : {}),
  };
}

function turns(options: ScriptOptions): Turn[] {
  const { calls, predictions, wrongTurn, firstTurn, lastTurnSeconds } = options;
  const guess = (index: number): Partial<Turn> =>
    predictions === 'wrong' ? { wrong: [wrongTurn ?? search(`${WRONG} search ${index}`)] } : {};
  const asking = Array.from({ length: calls }, (_, index): Turn => ({
    ...((index === 0 ? firstTurn : undefined) ?? search(query(index + 1))),
    ...guess(index + 1),
  }));
  const last: Turn = {
    text: [
      'FINAL ANSWER: ',
      { $from: { step: calls, call: 0, regex: 'code-[0-9a-f]+', as: 'string', default: 'nothing found' } },
    ],
    calls: [],
    ...(lastTurnSeconds === undefined ? {} : { seconds: lastTurnSeconds }),
    ...guess(calls + 1),
  };
  return [...asking, last];
}
