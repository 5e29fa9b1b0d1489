import { describe, expect, it } from '@jest/globals';
import type { RunInput, RunOutcome } from '../../../contracts/run';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated, type SimulatedRun } from '../agent/run-simulated';
import { call, FakeClock, runInput, type World } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

/** Runs a loop that continues as new behind the given steps; each part gets the carried state as JSON, as Temporal does. */
async function runInParts(
  world: World,
  input: RunInput,
  after: number[],
): Promise<{ outcome: RunOutcome; parts: SimulatedRun[] }> {
  const clock = new FakeClock();
  const parts: SimulatedRun[] = [];
  let carried: RunInput['carried'];
  for (;;) {
    let step = 0;
    const part: SimulatedRun = startSimulated(
      world,
      { ...input, ...(carried ? { carried } : {}) },
      {
        historyIsLarge: () => after.includes(step),
        note: ({ step: record }) => (step = record?.step ?? step),
      },
      clock,
    );
    parts.push(part);
    const end = await clock.runUntil(part.end);
    if (end.kind === 'finished') return { outcome: end.outcome, parts };
    carried = JSON.parse(JSON.stringify(end.carried)) as RunInput['carried'];
  }
}

const turns = [[call('look', 'a')], [call('look', 'b')], [call('look', 'c')]];

describe('rule 9: durable over continue-as-new', () => {
  it('with an entry running that ends within an actor time → waited for, carried, claimed once by the next part', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind, label) => {
        if (kind === 'decideAhead') return { ms: 60_000 };
        return kind === 'toolAhead' && label.includes('b') ? { ms: 2000 } : undefined;
      },
    });
    const { outcome, parts } = await runInParts(world, runInput({}, { lookahead: 1 }), [1]);
    // `b` was launched at 1.6 s behind the guess of step 1, which was claimed at 2 s: the run continues at 3.6 s.
    expect(parts.map((part) => started(part, 'toolAhead').filter((label) => label.includes('b')))).toEqual([
      ['look("b")@1600'],
      [],
    ]);
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via: 'claimed' });
    expect(parts.flatMap((part) => started(part, 'tool'))).toEqual([]);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('with a finished, unclaimed outcome → carried, claimed once, never executed again', async () => {
    const world = scriptedWorld({
      turns,
      predict: (step) => (step === 1 ? [call('look', 'b')] : []),
    });
    const { outcome, parts } = await runInParts(world, runInput(), [1]);
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via: 'claimed', source: 'model' });
    expect(outcome.accounts).toMatchObject({ hits: 1, outcomes: { launched: 1, claimed: 1, running: 0 } });
    expect(parts.flatMap((part) => started(part, 'toolAhead'))).toHaveLength(1);
  });

  it('a carried read, a second call of it → executed for real, not claimed twice', async () => {
    const world = scriptedWorld({
      turns: [turns[0]!, [call('look', 'b')], [call('look', 'b')]],
      predict: (step) => (step === 1 ? [call('look', 'b')] : []),
    });
    const { outcome } = await runInParts(world, runInput(), [1, 2]);
    expect(outcome.steps.map((step) => step.calls[0]?.via)).toEqual(['real', 'claimed', 'real', undefined]);
  });

  it('a pure outcome that has served → serves again in the next part, as a further use', async () => {
    const compute = [call('compute', 'a')];
    const world = scriptedWorld({
      turns: [compute, compute],
      predict: (step) => (step === 1 ? compute : []),
    });
    const { outcome } = await runInParts(world, runInput(), [1]);
    expect(outcome.accounts).toMatchObject({ hits: 1, reused: 1, outcomes: { launched: 1, claimed: 1 } });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a write between → what was carried from before it is not claimed', async () => {
    const world = scriptedWorld({
      turns: [turns[0]!, [call('send', 'w')], [call('look', 'b')]],
      predict: (step) => (step === 1 ? [call('look', 'b')] : []),
    });
    const { outcome } = await runInParts(world, runInput(), [1]);
    expect(outcome.steps[2]?.calls[0]).toMatchObject({ via: 'real', preview: 'look b after 1 writes' });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('decisions and pre-executions of the chain still running → settle or are booked as continued, none as diverged', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind, label) => {
        if (kind === 'decideAhead') return { ms: 60_000 };
        return kind === 'toolAhead' && !label.includes('a') ? { ms: 60_000 } : undefined;
      },
    });
    const { outcome, parts } = await runInParts(world, runInput({}, { lookahead: 2 }), [1]);
    expect(outcome.accounts.cancelled).toMatchObject({ continued: 2 });
    expect(outcome.accounts.cancelled).not.toHaveProperty('diverged');
    // Launching rests while the running work settles, for one actor time.
    const lastStart = Math.max(...parts[0]!.ports.log.map(({ atMs }) => atMs));
    expect(lastStart).toBeLessThanOrEqual(3000);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('cancelled speculation and a requested stop → stay so in the next part', async () => {
    const world = scriptedWorld({ turns });
    const clock = new FakeClock();
    const first = startSimulated(world, runInput(), { historyIsLarge: () => true }, clock);
    first.loop.cancelSpeculation();
    const end = await clock.runUntil(first.end);
    if (end.kind !== 'continue') throw new Error('the run did not continue');
    expect(end.carried).toMatchObject({ speculationOff: true, stopRequested: false });
    const next = startSimulated(world, { ...runInput(), carried: end.carried }, {}, clock);
    next.loop.stop();
    const outcome = await next.finish();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'last' });
    expect(started(next, 'predict')).toEqual([]);
  });

  describe('while running entries settle behind step 1', () => {
    /** The guess at step 2 runs for a minute; step 1 ends at 2 s, and the run would continue at 4 s. */
    const settling = (): SimulatedRun => {
      const world = scriptedWorld({
        turns,
        fate: (kind, label) => (kind === 'toolAhead' && label.includes('b') ? { ms: 60_000 } : undefined),
      });
      let step = 0;
      return startSimulated(world, runInput({}, { lookahead: 1 }), {
        historyIsLarge: () => step === 1,
        note: ({ step: record }) => (step = record?.step ?? step),
      });
    };

    it('speculation is switched off → it stays off in the next part', async () => {
      const run = settling();
      run.clock.after(3000, () => run.loop.cancelSpeculation());
      const end = await run.clock.runUntil(run.end);
      expect(end).toMatchObject({ kind: 'continue', carried: { speculationOff: true } });
    });

    it('nothing happens → speculation goes on in the next part', async () => {
      const run = settling();
      const end = await run.clock.runUntil(run.end);
      expect(end).toMatchObject({ kind: 'continue', carried: { speculationOff: false } });
      expect(run.clock.nowMs).toBe(4000);
    });

    it('the run is stopped → it continues at once, and is stopped there', async () => {
      const run = settling();
      run.clock.after(2500, () => run.loop.stop());
      const end = await run.clock.runUntil(run.end);
      expect(end).toMatchObject({ kind: 'continue', carried: { stopRequested: true } });
      expect(run.clock.nowMs).toBe(2500);
    });
  });

  it('budgets → counted over the parts', async () => {
    const world = scriptedWorld({ turns });
    const { outcome } = await runInParts(world, runInput({}, { maxLaunches: 2 }), [1, 2]);
    expect(outcome.accounts).toMatchObject({ hits: 2, refused: { budget_launches: 1 } });
  });

  it('300 steps, continued every few → every step there, in one chain', async () => {
    const many = Array.from({ length: 299 }, (_, index) => [call('look', index)]);
    const world = scriptedWorld({ turns: many });
    const after = Array.from({ length: 42 }, (_, index) => 7 * (index + 1));
    const limits = { ...runInput().limits, maxSteps: 310 };
    const { outcome, parts } = await runInParts(world, runInput({ limits }, { maxLaunches: 1000 }), after);
    expect(parts).toHaveLength(43);
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.transcript.depth).toBe(300);
    expect(outcome.accounts).toMatchObject({ hits: 299, calls: 299 });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});
