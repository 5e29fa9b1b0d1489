import { describe, expect, it } from '@jest/globals';
import { toTrajectory } from '../../../../bench/replay/recording/to-trajectory';
import type { Trace } from '../../../../contracts/trace';
import { LATENCIES, lookupTrace, shopTrace } from '../fixture-traces';

const play = (trace: Trace, change: object = {}) => {
  const played = toTrajectory(trace, { latencies: LATENCIES, maxTurns: 40, ...change });
  if (!played) throw new Error('nothing to play');
  return played;
};
const kinds = (trace: Trace, change: object = {}): string =>
  play(trace, change)
    .turns.map(({ kind }) => kind)
    .join(' ');

describe('a recorded run as it is played', () => {
  it('what was said before the first request → given to the agent, no decision', () => {
    expect(play(shopTrace('t'))).toMatchObject({
      opening: 'Hello, how can I help?',
      question: 'Please make order W1 blue.',
      system: '',
    });
  });

  it('texts → said to the user, whose messages in a row are one reply; the last reply ends the conversation', () => {
    const { turns } = play(shopTrace('t'));
    expect(turns.map(({ kind }) => kind).join(' ')).toBe('calls calls ask calls calls ask');
    expect(turns[2]).toMatchObject({ text: 'Shall I make it blue?', reply: { text: 'Yes.\n\nPlease.' } });
    expect(turns[5]?.reply).toEqual({ seconds: expect.any(Number) });
  });

  it('calls → with what came of them, errors as failures', () => {
    const { turns } = play(shopTrace('t'));
    expect(turns[1]?.calls.map(({ tool, ok }) => [tool, ok])).toEqual([
      ['get_user', true],
      ['get_order', true],
    ]);
    expect(turns[3]?.calls[0]).toMatchObject({ ok: false, text: 'no stock' });
  });

  it('a last text that nobody answers → the answer', () => {
    const { turns } = play(lookupTrace('t'));
    expect(turns.at(-1)).toMatchObject({
      kind: 'final',
      text: expect.stringMatching(/^It is red\.\n\nFINAL ANSWER: /),
    });
  });

  it('a recording that ends behind a result → a decision of no length ends the run', () => {
    const trace = lookupTrace('t');
    expect(play({ ...trace, messages: trace.messages.slice(0, 4) }).turns.at(-1)).toMatchObject({
      kind: 'final',
      seconds: 0,
    });
  });

  it('a recording that ends in unanswered calls → that decision ends the run', () => {
    const trace = lookupTrace('t');
    const cut = play({ ...trace, messages: trace.messages.slice(0, 3) });
    expect(cut.turns).toMatchObject([{ kind: 'final', calls: [] }]);
    expect(cut.notes.unanswered).toBe(1);
    expect(cut.turns[0]!.seconds).toBeGreaterThan(0);
  });

  it('longer than allowed → cut, and ended where it is cut', () => {
    expect(kinds(shopTrace('t'), { maxTurns: 2 })).toBe('calls calls final');
    expect(kinds(shopTrace('t'), { maxTurns: 3 })).toBe('calls calls ask');
    expect(play(shopTrace('t'), { maxTurns: 3 }).turns[2]?.reply?.text).toBeUndefined();
    expect(play(shopTrace('t'), { maxTurns: 3 }).notes.cut).toBe(3);
  });

  it('two texts in a row → one turn of both their seconds', () => {
    const trace = shopTrace('t');
    const messages = trace.messages.filter(({ content }) => content !== 'Yes.' && content !== 'Please.');
    const { turns, notes } = play({ ...trace, messages });
    expect(notes.merged).toBe(1);
    expect(turns[2]).toMatchObject({ kind: 'calls', text: 'Shall I make it blue?' });
    expect(turns[2]!.seconds).toBeGreaterThan(play(trace).turns[2]!.seconds);
  });

  it('a text that says final answer by chance → does not end the run', () => {
    const trace = shopTrace('t');
    const messages = trace.messages.map((message) =>
      message.content === 'Shall I make it blue?' ? { ...message, content: 'Final answer: maybe' } : message,
    );
    expect(play({ ...trace, messages }).turns[2]?.text).toBe('final -answer: maybe');
  });

  it('nothing decided → nothing to play', () => {
    const trace = lookupTrace('t');
    const played = toTrajectory(
      { ...trace, messages: trace.messages.slice(0, 2) },
      { latencies: LATENCIES, maxTurns: 9 },
    );
    expect(played).toBeUndefined();
  });
});

describe('seconds of a recorded run', () => {
  it('the same place → the same draw; another trajectory or seed → another', () => {
    const seconds = (id: string, latencies = LATENCIES) =>
      play(shopTrace(id), { latencies }).turns.map((turn) => turn.seconds);
    expect(seconds('one')).toEqual(seconds('one'));
    expect(seconds('two')).not.toEqual(seconds('one'));
    expect(seconds('one', { ...LATENCIES, seed: 2 })).not.toEqual(seconds('one'));
  });

  it('recorded seconds → count where they are there and are asked for', () => {
    const { turns } = play(shopTrace('t'), { latencies: { ...LATENCIES, recorded: true } });
    expect(turns[0]).toMatchObject({ seconds: 0.7, calls: [{ seconds: 0.2 }] });
    expect(turns[1]?.seconds).toBe(play(shopTrace('t')).turns[1]?.seconds);
    expect(play(shopTrace('t')).turns[0]?.seconds).not.toBe(0.7);
  });

  it('many draws → the quantiles that were asked for', () => {
    const drawn = Array.from(
      { length: 400 },
      (_, index) => play(shopTrace(`t${index}`)).turns[0]!.seconds,
    ).sort((a, b) => a - b);
    expect(drawn[200]).toBeGreaterThan(1.2);
    expect(drawn[200]).toBeLessThan(1.5);
    expect(drawn[360]).toBeGreaterThan(2.1);
    expect(drawn[360]).toBeLessThan(3);
  });
});
