import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Call } from '../../../contracts/call';
import type { Decision } from '../../../contracts/decision';
import type { Observed } from '../../../contracts/events';
import type { RunInput, RunOutcome } from '../../../contracts/run';
import { accountsBalance } from '../../../core/accounts';
import { AgentLoop } from '../../../core/agent/agent-loop';
import { sha256Hex } from '../../../core/sha256';
import type { Ports } from '../../../core/speculation/ports';
import type { Transcript } from '../../../core/transcript';
import {
  ask,
  call,
  calls,
  candidate,
  FakeClock,
  final,
  runInput,
  simulatedPorts,
  type Fate,
  type LoggedWork,
  type World,
} from './simulated-world';

/** A number from 0 below `limit` that depends on nothing but the seed and the label. */
const draw = (seed: number, label: string, limit: number): number =>
  Number.parseInt(sha256Hex(`${seed} ${label}`).slice(0, 8), 16) % limit;

/** An actor that is a pure function of the conversation so far: turns of one to three calls, then an answer. */
function decideFor(seed: number, transcript: Transcript, step: number, user = false): Decision {
  const pick = (label: string, limit: number): number => draw(seed, `${transcript.id} ${label}`, limit);
  if (step > 3 + pick('length', 3)) return { ...final(`answer ${pick('answer', 1000)}`), seconds: 1 };
  if (user && pick('asks', 3) === 0) return ask(`question ${pick('question', 100)}`);
  if (pick('thinking', 12) === 0) return { ...final('hm'), kind: 'thinking', answer: undefined };
  const turn: Call[] = [];
  for (let index = 0; index <= pick('calls', 3); index += 1) {
    const kind = pick(`kind ${index}`, 10);
    turn.push(call(kind < 6 ? 'look' : kind < 8 ? 'compute' : 'send', pick(`value ${index}`, 3)));
  }
  return calls(turn, pick('text', 5) === 0 ? `text ${pick('words', 3)}` : undefined);
}

interface Scenario {
  seed: number;
  accuracy: number;
  lookahead: number;
  maxConcurrent: number;
  maxMemoEntries: number;
  replay: 'full' | 'calls';
  observe: boolean;
  /** The run is a conversation with a user. */
  user: boolean;
  /** Steps behind which the run continues as new. */
  continues: number[];
}

/** `look` sees how many writes there were, so an outcome from before a write would change the conversation. */
function worldOf({ seed, accuracy, user }: Scenario): World {
  const launches = new Map<string, number>();
  return {
    decide: (transcript, step, mode) =>
      mode === 'last' ? final(`last ${transcript.id}`) : decideFor(seed, transcript, step, user),
    predict: (transcript, step) => {
      const truth = decideFor(seed, transcript, step, user).calls;
      const right = draw(seed, `right ${transcript.id}`, 100) < accuracy && truth.length > 0;
      const wrong = [call('look', draw(seed, `wrong ${transcript.id}`, 4))];
      const guesses = right ? [truth, wrong] : [wrong, truth];
      return guesses.filter((turn) => turn.length > 0).map((turn) => candidate(turn));
    },
    outcome: (wanted, writes) => `${wanted.key} ${wanted.tool === 'look' ? writes : ''}`,
    reply: (textHash, step) =>
      draw(seed, `ends ${textHash} ${step}`, 8) === 0 ? undefined : `reply ${draw(seed, textHash, 100)}`,
    fate: (kind, label): Fate => {
      const nth = (launches.get(kind + label) ?? 0) + 1;
      launches.set(kind + label, nth);
      const pick = (what: string, limit: number): number =>
        draw(seed, `${kind} ${label} ${nth} ${what}`, limit);
      const ahead = kind === 'predict' || kind === 'toolAhead' || kind === 'decideAhead';
      return {
        ms: 100 + pick('ms', 4000),
        fails: ahead && pick('fails', 8) === 0,
        hangs: ahead && pick('hangs', 12) === 0,
      };
    },
  };
}

interface Played {
  outcome: RunOutcome;
  writes: string[];
  log: LoggedWork[];
}

/** Plays a scenario to its end, in as many parts as it continues; the state between them travels as JSON. */
async function runScenario(scenario: Scenario, arm: 'baseline' | 'speculate'): Promise<Played> {
  const clock = new FakeClock();
  const ports = simulatedPorts(worldOf(scenario), clock);
  const { lookahead, maxConcurrent, maxMemoEntries, replay, continues } = scenario;
  const input = runInput(
    { arm, replay, ...(scenario.user ? { user: 'toolset' as const } : {}) },
    { lookahead, maxConcurrent, maxMemoEntries },
  );
  let carried: RunInput['carried'];
  for (;;) {
    let step = 0;
    const loop: AgentLoop = new AgentLoop(
      observing(ports, clock, scenario, arm, () => loop),
      { ...input, ...(carried ? { carried } : {}) },
      {
        onProgress: () => undefined,
        historyIsLarge: () => continues.includes(step),
        note: ({ step: record }) => (step = record?.step ?? step),
      },
    );
    const end = await clock.runUntil(loop.run());
    if (end.kind === 'finished') return { outcome: end.outcome, writes: ports.writes, log: ports.log };
    carried = JSON.parse(JSON.stringify(end.carried)) as RunInput['carried'];
  }
}

/** The ports, with an actor whose stream is reported by signal. */
function observing(
  ports: Ports,
  clock: FakeClock,
  { seed, observe, user }: Scenario,
  arm: 'baseline' | 'speculate',
  loop: () => AgentLoop,
): Ports {
  return {
    ...ports,
    decide: (transcript, input) => {
      if (arm === 'speculate' && observe && input.mode === 'normal') {
        for (const signal of signalsFor({ seed, user }, transcript, input.step)) {
          clock.after(draw(seed, `signal ${transcript.id} ${signal.attempt}`, 3000), () =>
            loop().observe(signal),
          );
        }
      }
      return ports.decide(transcript, input);
    },
  };
}

/** Speculative work that began while a write ran. */
const launchedDuringWrites = (log: LoggedWork[]): LoggedWork[] =>
  log.filter(
    (work) =>
      work.kind !== 'decide' &&
      work.kind !== 'tool' &&
      log.some(
        (write) =>
          write.kind === 'tool' &&
          write.label.startsWith('send') &&
          work.atMs > write.atMs &&
          work.atMs < (write.endedAtMs ?? Infinity),
      ),
  );

/** A first attempt that streams something else and is lost, and a second one that streams the truth. */
function signalsFor(
  { seed, user }: Pick<Scenario, 'seed' | 'user'>,
  transcript: Transcript,
  step: number,
): Observed[] {
  const truth = decideFor(seed, transcript, step, user).calls;
  const other = [call('look', draw(seed, `other ${transcript.id}`, 5))];
  return [other, truth].map((turn, attempt) => ({
    runToken: 'token',
    transcript: transcript.id,
    attempt: attempt + 1,
    calls: turn.map((seen, index) => ({
      index,
      tool: seen.tool,
      call: { arguments: seen.arguments, key: seen.key },
    })),
  }));
}

const scenarios = fc.record({
  seed: fc.nat(),
  accuracy: fc.constantFrom(0, 50, 90, 100),
  lookahead: fc.constantFrom(0, 1, 2, 4),
  maxConcurrent: fc.constantFrom(1, 3, 8),
  maxMemoEntries: fc.constantFrom(2, 64),
  replay: fc.constantFrom('full' as const, 'calls' as const),
  observe: fc.boolean(),
  user: fc.boolean(),
  continues: fc.oneof(
    fc.constant<number[]>([]),
    fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
  ),
});

/** What the accounts say was started is what was started. */
function expectCountsToBeTrue({ outcome, log }: Played): void {
  const count = (kind: string): number => log.filter((work) => work.kind === kind).length;
  const { accounts } = outcome;
  expect(accounts.outcomes.launched).toBe(count('toolAhead'));
  expect(accounts.decisions.launched).toBe(count('decideAhead'));
  expect(accounts.predictRequests).toBe(count('predict'));
}

describe('speculation over random worlds and schedules', () => {
  it('any schedule of right, wrong, late, failing and hanging speculation → the conversation, answer and writes of the baseline', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const baseline = await runScenario(scenario, 'baseline');
        const speculate = await runScenario(scenario, 'speculate');
        expect(speculate.outcome.transcript.id).toBe(baseline.outcome.transcript.id);
        expect(speculate.outcome.answer).toBe(baseline.outcome.answer);
        expect(speculate.writes).toEqual(baseline.writes);
        expect(speculate.outcome.accounts.user).toEqual(
          baseline.outcome.accounts.user &&
            expect.objectContaining({ turns: baseline.outcome.accounts.user.turns }),
        );
        expect(accountsBalance(speculate.outcome.accounts)).toEqual([]);
        expect(
          speculate.outcome.accounts.outcomes.running + speculate.outcome.accounts.decisions.running,
        ).toBe(0);
        expect(accountsBalance(baseline.outcome.accounts)).toEqual([]);
        expectCountsToBeTrue(speculate);
        expectCountsToBeTrue(baseline);
        expect(launchedDuringWrites(speculate.log)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});
