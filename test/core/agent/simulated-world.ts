import type { Call } from '../../../contracts/call';
import type { Decision } from '../../../contracts/decision';
import type { Outcome } from '../../../contracts/outcome';
import type { RunInput } from '../../../contracts/run';
import type { Candidate, Prediction, RefusalReason } from '../../../contracts/speculation';
import type { UserReply } from '../../../contracts/user';
import type { ToolPolicy } from '../../../contracts/tool-policy';
import { canonicalKey } from '../../../core/canonical-key';
import { sha256Hex } from '../../../core/sha256';
import type { Flight, FlightEnd, Ports, RealFlight } from '../../../core/speculation/ports';
import type { Transcript } from '../../../core/transcript';

/** A clock that tests advance; timers fire in order of time, then of creation. */
export class FakeClock {
  nowMs = 0;
  private timers: { atMs: number; fire: () => void; cancelled: boolean }[] = [];

  after(ms: number, fire: () => void): () => void {
    const timer = { atMs: this.nowMs + ms, fire, cancelled: false };
    this.timers.push(timer);
    return () => (timer.cancelled = true);
  }

  /** Runs until the promise settles; throws when nothing is left that could settle it. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const watched = promise.finally(() => (done = true));
    watched.catch(() => undefined);
    for (;;) {
      for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
      if (done) return watched;
      this.timers = this.timers.filter((timer) => !timer.cancelled);
      const next = this.timers.reduce<(typeof this.timers)[number] | undefined>(
        (best, timer) => (!best || timer.atMs < best.atMs ? timer : best),
        undefined,
      );
      if (!next) throw new Error('the clock has no timer left and the promise is still pending');
      this.timers.splice(this.timers.indexOf(next), 1);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.fire();
    }
  }
}

export const POLICY: Record<string, ToolPolicy> = {
  look: policy('read'),
  compute: policy('pure'),
  send: { ...policy('write'), idempotent: false },
};

function policy(effect: ToolPolicy['effect']): ToolPolicy {
  return {
    effect,
    egress: 'none',
    idempotent: true,
    timeoutMs: 60_000,
    p95Ms: 4_000,
    ttlMs: 600_000,
    maxChars: 1_000,
    priceUsd: 0,
  };
}

export const call = (tool: string, value: number | string): Call => ({
  tool,
  arguments: { value },
  key: canonicalKey(tool, { value }),
});

export const calls = (turn: Call[], text?: string): Decision => ({
  ...final(''),
  kind: 'calls',
  calls: turn,
  answer: undefined,
  text: text === undefined ? undefined : { hash: sha256Hex(text), preview: text },
});

export const final = (answer: string): Decision => ({
  kind: 'final',
  calls: [],
  answer,
  text: { hash: sha256Hex(answer), preview: answer },
  finish: 'stop',
  model: 'sim',
  usage: { promptTokens: 10, cachedTokens: 0, completionTokens: 5, costUsd: 0.01 },
  seconds: 2,
});

/** Text for the user of a run that has one. */
export const ask = (text: string): Decision => ({ ...final(text), kind: 'ask' });

export const candidate = (turn: Call[], probability = 0.9): Candidate => ({
  turn: 'calls',
  probability,
  source: 'model',
  calls: turn.map((predicted) => ({ ...predicted, verdict: { admit: true } })),
});

/** What happens to one piece of work: how long it takes, and whether it ends well. */
export interface Fate {
  ms: number;
  fails?: boolean;
  /** With which code it fails. */
  code?: string;
  hangs?: boolean;
  /** Tools only: the execution comes back with an error for the model. */
  notOk?: boolean;
}

export interface World {
  /** The actor: a pure function of the transcript. */
  decide(transcript: Transcript, step: number, mode: 'normal' | 'last'): Decision;
  predict(transcript: Transcript, step: number): Candidate[];
  /** Why no predictor is asked about a step, if none is. */
  skips?(step: number): RefusalReason | undefined;
  /** Text of a tool's result; may depend on how many writes have happened. */
  outcome(call: Call, writes: number): string;
  /** What the user says to a text; the conversation is over where it is undefined. */
  reply?(textHash: string, step: number): string | undefined;
  fate(kind: 'decide' | 'decideAhead' | 'tool' | 'toolAhead' | 'predict' | 'user', label: string): Fate;
}

/** Everything that was started, in order, for assertions. */
export interface LoggedWork {
  kind: string;
  label: string;
  atMs: number;
  cancelledAtMs?: number;
  endedAtMs?: number;
}

export interface SimulatedPorts extends Ports {
  log: LoggedWork[];
  writes: string[];
}

/** Ports over a world and a fake clock. Writes change the world; cancellation takes effect at once. */
export function simulatedPorts(world: World, clock: FakeClock): SimulatedPorts {
  const log: LoggedWork[] = [];
  const writes: string[] = [];

  function fly<T>(
    kind: LoggedWork['kind'] & Parameters<World['fate']>[0],
    label: string,
    value: (fate: Fate) => T,
  ): Flight<T> {
    const fate = world.fate(kind, label);
    const entry: LoggedWork = { kind, label, atMs: clock.nowMs };
    log.push(entry);
    let settle: (end: FlightEnd<T>) => void = () => undefined;
    const result = new Promise<FlightEnd<T>>((resolve) => (settle = resolve));
    const stop = fate.hangs
      ? () => undefined
      : clock.after(fate.ms, () => {
          entry.endedAtMs = clock.nowMs;
          settle(
            fate.fails
              ? { status: 'failed', code: fate.code ?? 'simulated' }
              : { status: 'succeeded', value: value(fate) },
          );
        });
    return {
      result,
      cancel: () => {
        stop();
        entry.cancelledAtMs ??= clock.nowMs;
        settle({ status: 'cancelled', seconds: (clock.nowMs - entry.atMs) / 1000 });
      },
    };
  }

  function real<T>(kind: 'decide' | 'tool' | 'user', label: string, value: (fate: Fate) => T): RealFlight<T> {
    const flight = fly(kind, label, value);
    const result = flight.result.then((end) => {
      if (end.status === 'succeeded') return end.value;
      throw new Error(`${kind} ${label}: ${end.status}`, { cause: end });
    });
    result.catch(() => undefined);
    if (kind !== 'tool') return { cancel: flight.cancel, result };
    const spentOf = (error: unknown) => {
      const end = (error as { cause: FlightEnd<T> }).cause;
      return end.status === 'cancelled' ? { seconds: end.seconds ?? 0 } : undefined;
    };
    return { cancel: flight.cancel, result, spentOf };
  }

  function execute(wanted: Call, { ms, notOk }: Fate): Outcome {
    if (POLICY[wanted.tool]?.effect === 'write') writes.push(wanted.key);
    const text = notOk ? `Error (simulated): ${wanted.key}` : world.outcome(wanted, writes.length);
    const base = {
      textHash: sha256Hex(text),
      preview: text,
      chars: text.length,
      seconds: ms / 1000,
      costUsd: 0,
    };
    return notOk ? { ...base, ok: false, code: 'simulated', retryable: false } : { ...base, ok: true };
  }

  const label = (wanted: Call): string => `${wanted.tool}(${JSON.stringify(wanted.arguments.value)})`;
  return {
    log,
    writes,
    nowMs: () => clock.nowMs,
    timer: (ms) => {
      let cancel = (): void => undefined;
      const fired = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
      return { fired, cancel: () => cancel() };
    },
    decide: (transcript, { step, mode }) =>
      real('decide', `step ${step}`, () => world.decide(transcript, step, mode)),
    decideAhead: (transcript, { step }) =>
      fly('decideAhead', `step ${step}`, () => world.decide(transcript, step, 'normal')),
    runTool: (wanted) => real('tool', label(wanted), (fate) => execute(wanted, fate)),
    runToolAhead: (wanted) => fly('toolAhead', label(wanted), (fate) => execute(wanted, fate)),
    askUser: (textHash, { step }) =>
      real('user', `step ${step}`, (): UserReply => {
        const text = world.reply?.(textHash, step);
        return text === undefined ? { done: true } : { done: false, text };
      }),
    predict: (transcript, { step }) =>
      fly('predict', `step ${step}`, (): Prediction => {
        const skipped = world.skips?.(step);
        if (skipped) return { predictor: 'sim', candidates: [], usage: NO_USAGE, seconds: 0, skipped };
        return {
          predictor: 'sim',
          candidates: world.predict(transcript, step),
          usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, costUsd: 0.001 },
          seconds: 0.3,
        };
      }),
  };
}

const NO_USAGE = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 };

export function runInput(
  change: Partial<RunInput> = {},
  speculation: Partial<RunInput['speculation']> = {},
): RunInput {
  return {
    token: 'token',
    taskId: 'task',
    title: 'a task',
    taskHash: 'f'.repeat(64),
    storeId: 'store',
    toolset: 'test',
    arm: 'speculate',
    actor: 'actor',
    predictor: 'spec',
    root: { id: 'a'.repeat(64), depth: 0 },
    replay: 'full',
    policy: { hash: 'p', tools: POLICY },
    limits: { maxSteps: 20, maxSeconds: 10_000, maxTokens: 1e9, maxCostUsd: 1e9 },
    timeouts: { decideMs: 60_000, predictMs: 10_000, aheadStartMs: 500 },
    queuePrefix: '',
    searchAttributes: false,
    maxHistoryEvents: 4_000,
    ...change,
    speculation: {
      strategy: 'exact',
      jaccardThreshold: 0.7,
      topK: 1,
      lookahead: 0,
      minProbability: 0.2,
      maxConcurrent: 6,
      maxLaunches: 200,
      maxCostUsd: 100,
      maxMemoEntries: 64,
      doubles: 'avoided',
      ...speculation,
    },
  };
}
