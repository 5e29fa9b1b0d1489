import { describe, expect, it } from '@jest/globals';
import type { Candidate, Prediction } from '../../../contracts/speculation';
import { binOf, CALLING_TURN, WHOLE_TURN } from '../../../core/calibration/bins';
import { RunEvidence } from '../../../core/calibration/run-evidence';

const PREDICTOR = 'table@1';
const usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 };

type Guess = { calls: Record<string, number | undefined>; probability: number; turn?: Candidate['turn'] };

const prediction = (guesses: Guess[]): Prediction => ({
  predictor: PREDICTOR,
  usage,
  seconds: 0,
  candidates: guesses.map(({ calls, probability, turn = 'calls' }) => ({
    turn,
    probability,
    source: 'table',
    calls: Object.entries(calls).map(([key, own]) => ({
      tool: key.split(' ')[0]!,
      arguments: {},
      key,
      verdict: { admit: false, reason: 'no_value' },
      ...(own === undefined ? {} : { probability: own }),
    })),
  })),
});

/** Predictions, one a turn, and the keys of the calls that the actor then made. */
function evidenceOf(turns: { guesses: Guess[]; made: string[] }[]): RunEvidence {
  const evidence = new RunEvidence();
  for (const [at, { guesses, made }] of turns.entries()) {
    evidence.predicted(`t${at}`, prediction(guesses));
    const calls = made.map((key) => ({ tool: key.split(' ')[0]!, arguments: {}, key }));
    evidence.decided(`t${at}`, { kind: made.length > 0 ? 'calls' : 'ask', calls }, () => true);
  }
  return evidence;
}

const skillOf = (evidence: RunEvidence, tool: string) =>
  evidence.learned().skills.find((skill) => skill.tool === tool);

describe('what a run sees of its predictions', () => {
  it('a call in several guesses → scored once, by the probability that any turn makes it', () => {
    const evidence = evidenceOf([
      {
        guesses: [
          { calls: { 'look a': 0.85, 'look b': undefined }, probability: 0.3 },
          { calls: { 'look a': 0.85 }, probability: 0.25 },
        ],
        made: ['look a'],
      },
    ]);
    expect(skillOf(evidence, 'look')?.bins).toEqual({ [binOf(0.85)]: [1, 0], [binOf(0.3)]: [0, 1] });
  });

  it('turns → each by its own probability, those that call apart as well', () => {
    const evidence = evidenceOf([
      {
        guesses: [
          { calls: {}, probability: 0.55, turn: 'ask' },
          { calls: { 'look a': 0.85 }, probability: 0.25 },
        ],
        made: ['look a'],
      },
    ]);
    expect(skillOf(evidence, WHOLE_TURN)?.bins).toEqual({ [binOf(0.55)]: [0, 1], [binOf(0.25)]: [1, 0] });
    expect(skillOf(evidence, CALLING_TURN)?.bins).toEqual({ [binOf(0.25)]: [1, 0] });
  });

  it('several guesses of a tool at one turn → the kill switch is told of the likeliest alone', () => {
    const evidence = evidenceOf([
      {
        guesses: [
          { calls: { 'look a': undefined }, probability: 0.5 },
          { calls: { 'look b': 0.7 }, probability: 0.3 },
          { calls: { 'find c': undefined }, probability: 0.1 },
        ],
        made: ['look b'],
      },
    ]);
    expect(skillOf(evidence, 'look')?.recent).toBe(String.fromCharCode(65 + binOf(0.7)));
    expect(skillOf(evidence, 'find')?.recent).toBe(String.fromCharCode(97 + binOf(0.1)));
  });

  it('a wrong guess that is repeated turn after turn → one miss to the kill switch, each to the calibration', () => {
    const again = { guesses: [{ calls: { 'look a': undefined }, probability: 0.5 }], made: [] as string[] };
    const evidence = evidenceOf([again, again, again, { ...again, made: ['look a'] }, again]);
    const bin = binOf(0.5);
    const [right, wrong] = [String.fromCharCode(65 + bin), String.fromCharCode(97 + bin)];
    expect(skillOf(evidence, 'look')).toMatchObject({
      bins: { [bin]: [1, 4] },
      recent: wrong + right + wrong,
    });
  });

  it('other wrong guesses → a miss each', () => {
    const evidence = evidenceOf(
      ['a', 'b', 'c'].map((value) => ({
        guesses: [{ calls: { [`look ${value}`]: undefined }, probability: 0.5 }],
        made: [],
      })),
    );
    expect(skillOf(evidence, 'look')?.recent).toHaveLength(3);
  });

  it('a call that a turn repeats → scored once', () => {
    const evidence = new RunEvidence();
    const twice = prediction([{ calls: { 'look a': undefined }, probability: 0.5 }]);
    twice.candidates[0]!.calls.push({ ...twice.candidates[0]!.calls[0]! });
    evidence.predicted('t', twice);
    evidence.decided(
      't',
      { kind: 'calls', calls: [{ tool: 'look', arguments: {}, key: 'look a' }] },
      () => true,
    );
    expect(skillOf(evidence, 'look')?.bins).toEqual({ [binOf(0.5)]: [1, 0] });
  });
});
