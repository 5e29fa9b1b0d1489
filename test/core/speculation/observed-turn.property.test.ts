import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observed } from '../../../contracts/events';
import { ObservedTurn } from '../../../core/speculation/observed-turn';
import { call } from '../agent/simulated-world';

const turn = fc
  .array(fc.tuple(fc.constantFrom('look', 'compute', 'send'), fc.nat({ max: 2 })), { maxLength: 4 })
  .map((all) => all.map(([tool, value]) => call(tool, value)));
const signalOf = (calls: ReturnType<typeof call>[], attempt = 1, whole = calls.length): Observed => ({
  runToken: 'token',
  transcript: 't',
  attempt,
  calls: calls.map((one, index) => ({
    index,
    tool: one.tool,
    ...(index < whole ? { call: { arguments: one.arguments, key: one.key } } : {}),
  })),
});

describe('ObservedTurn', () => {
  it('any part of a turn, in any order, however often → never contradicts that turn', () => {
    fc.assert(
      fc.property(turn, fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 4 }))), (truth, parts) => {
        const seen = new ObservedTurn('token', 't');
        for (const [upTo, whole] of parts) seen.accept(signalOf(truth.slice(0, upTo), 1, whole));
        expect(seen.contradicts(truth)).toBe(false);
      }),
    );
  });

  it('a whole turn seen, another guessed → contradicts unless the guess goes on from it', () => {
    fc.assert(
      fc.property(turn, turn, (truth, guess) => {
        const seen = new ObservedTurn('token', 't');
        seen.accept(signalOf(truth));
        const agrees = truth.every((one, index) => guess[index]?.key === one.key);
        expect(seen.contradicts(guess)).toBe(!agrees);
      }),
    );
  });

  it('a higher attempt → what lower ones reported is void, before and after', () => {
    fc.assert(
      fc.property(turn, turn, (first, second) => {
        const seen = new ObservedTurn('token', 't');
        seen.accept(signalOf(first, 1));
        expect(seen.accept(signalOf(second, 2))).toBe(true);
        expect(seen.accept(signalOf(first, 1))).toBe(false);
        expect(seen.keys()).toEqual(new Set(second.map(({ key }) => key)));
      }),
    );
  });

  it('startable → the whole calls in order, up to the first gap and the first write', () => {
    fc.assert(
      fc.property(turn, fc.nat({ max: 4 }), (truth, whole) => {
        const seen = new ObservedTurn('token', 't');
        seen.accept(signalOf(truth, 1, whole));
        const write = truth.findIndex(({ tool }) => tool === 'send');
        const upTo = Math.min(whole, write < 0 ? truth.length : write);
        expect(seen.startable((tool) => tool === 'send').map((one) => one.call.key)).toEqual(
          truth.slice(0, upTo).map(({ key }) => key),
        );
      }),
    );
  });
});
