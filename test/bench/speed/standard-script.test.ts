import { describe, expect, it } from '@jest/globals';
import { SimulationScript } from '../../../models/simulated/script';
import { questionFor, STANDARD, standardScript } from '../../../bench/speed/standard-script';

describe('standard script', () => {
  it.each([1, 10, 200])('%d calls: → a valid script with that many searches and an answer', (calls) => {
    const script = SimulationScript.parse(
      standardScript({ latencies: STANDARD, calls, predictions: 'wrong' }),
    );
    const conversation = script.conversations.find(({ match }) => questionFor(calls).includes(match));
    expect(conversation?.turns).toHaveLength(calls + 1);
    const queries = conversation?.turns.flatMap((turn) => turn.calls.map((call) => JSON.stringify(call)));
    expect(new Set(queries).size).toBe(calls);
  });

  it('wrong predictions: → no guess is the turn that it guesses', () => {
    const { conversations } = SimulationScript.parse(
      standardScript({ latencies: STANDARD, calls: 3, predictions: 'wrong' }),
    );
    for (const turn of conversations[0]?.turns ?? []) {
      expect(turn.wrong).toHaveLength(1);
      expect(turn.wrong?.[0]?.calls).not.toEqual(turn.calls);
    }
  });
});
