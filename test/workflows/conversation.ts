import type { SimulationScriptInput } from '../../models/simulated/script';

type Conversation = NonNullable<SimulationScriptInput['conversations']>[number];
type Turn = Conversation['turns'][number];

export const calling = (...calls: [tool: string, value: string][]): Turn => ({
  calls: calls.map(([tool, value]) => ({ tool, arguments: { value } })),
});

export const look = (value: string): Turn => calling(['look', value]);

export const answer = (text: string): Turn => ({ text: `FINAL ANSWER: ${text}` });

/** A conversation that its question names. */
export const conversation = (match: string, turns: Turn[]): Conversation => ({ id: match, match, turns });

/**
 * The models of the testbed, each with its milliseconds. Predictions are right unless `accuracy` says otherwise;
 * `tailFraction` is the share of the actor's time after its first piece.
 */
export const actorAndPredictor = (input: {
  actorMs: number;
  predictorMs: number;
  accuracy?: number;
  tailFraction?: number;
}): SimulationScriptInput['models'] => ({
  'sim-actor': { role: 'actor', latency: { fixedMs: input.actorMs }, tailFraction: input.tailFraction },
  'sim-predictor': { role: 'predictor', latency: { fixedMs: input.predictorMs }, accuracy: input.accuracy },
});

/** A test tool's milliseconds as its argument says: `a 300ms`; ahead `a 300ms ahead 20ms`. */
export const msOf = (_tool: string, value: string, ahead: boolean): number => {
  const [, real = '20', own] = /(\d+)ms(?: ahead (\d+)ms)?/.exec(value) ?? [];
  return Number(ahead && own ? own : real);
};
