import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, runInput } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

const turns = [[call('look', 'a')]];

/** Baseline: 2 s, 1 s, 2 s. */
const BASELINE_SECONDS = 5;

describe('rule 1: never in the way', () => {
  it.each([
    ['before the decision, tool done', 300, 4, { hits: 1, predictions: 1 }],
    ['before the decision, tool running', 1500, 4.5, { hits: 1, predictions: 1 }],
    ['with the decision, just before it', 1999, 4.999, { hits: 1, predictions: 1 }],
    ['with the decision, just behind it', 2001, 5, { hits: 0, predictions: 0, predictRequests: 2 }],
    ['after the outcome', 3500, 5, { hits: 0, predictions: 0 }],
    ['after the run', 60_000, 5, { hits: 0, predictions: 0 }],
  ])('prediction %s → never later than the baseline', async (_name, predictorMs, seconds, accounts) => {
    const world = scriptedWorld({
      turns,
      fate: (kind, label) =>
        kind === 'predict' ? { ms: label === 'step 1' ? predictorMs : 60_000 } : undefined,
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ answer: 'done', status: 'answered' });
    expect(outcome.wallSeconds).toBeLessThanOrEqual(BASELINE_SECONDS);
    expect(outcome.wallSeconds).toBeCloseTo(seconds, 6);
    expect(outcome.accounts).toMatchObject(accounts);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('everything speculative hangs for ever → the baseline, second by second', async () => {
    const world = scriptedWorld({
      turns: [...turns, [call('look', 'b')]],
      fate: (kind) => (kind === 'decide' || kind === 'tool' ? undefined : { ms: 0, hangs: true }),
    });
    for (const lookahead of [0, 1, 2]) {
      const run = startSimulated(world, runInput({}, { lookahead }));
      expect(await run.finish()).toMatchObject({ wallSeconds: 8, answer: 'done' });
      expect(started(run, 'decide')).toEqual(['step 1@0', 'step 2@3000', 'step 3@6000']);
    }
  });

  it('the spec pool dies after the prediction, tool slower than the actor → overtaken by its p95, never waited for again', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind) => {
        if (kind === 'tool') return { ms: 3000 };
        return kind === 'toolAhead' ? { ms: 0, hangs: true } : undefined;
      },
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    // Launched at 0.3 s, p95 4 s: the real call starts at 4.3 s and takes 3 s.
    expect(started(run, 'tool')).toEqual(['look("a")@4300']);
    expect(outcome).toMatchObject({ wallSeconds: 9.3, answer: 'done' });
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 1, overtaken: 1, running: 0 });
  });

  it('the spec pool dies and Temporal tells of it → the real call starts at once', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind) => (kind === 'toolAhead' ? { ms: 2200, fails: true } : undefined),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(started(run, 'tool')).toEqual(['look("a")@2500']);
    expect(outcome).toMatchObject({ wallSeconds: 5.5, answer: 'done' });
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 1, failed: 1 });
  });

  it('decision ahead hangs on a dead pool → overtaken by its bound, the answer is the same', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind) => (kind === 'decideAhead' ? { ms: 0, hangs: true } : undefined),
    });
    const run = startSimulated(world, runInput({}, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(outcome.answer).toBe('done');
    expect(outcome.accounts.decisions).toMatchObject({ launched: 1, overtaken: 1, running: 0 });
    expect(outcome.accounts.acceptedAhead).toBe(0);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});
