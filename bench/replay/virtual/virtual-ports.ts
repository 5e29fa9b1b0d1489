import type { Call } from '../../../contracts/call';
import type { Decision, Usage } from '../../../contracts/decision';
import type { JsonObject } from '../../../contracts/json';
import type { Outcome } from '../../../contracts/outcome';
import type { Prediction } from '../../../contracts/speculation';
import type { Message } from '../../../contracts/transcript';
import type { FlightEnd, Ports, RealFlight } from '../../../core/speculation/ports';
import type { Transcript } from '../../../core/transcript';
import { NO_USAGE } from '../../../models/usage';
import { normaliseCall } from '../../../tools/normalise-call';
import { RecordedResults } from '../../../tools/replay/recorded-results';
import type { Toolset } from '../../../tools/toolset';
import type { PlayedTrajectory, PlayedTurn } from '../recording/played-trajectory';
import type { VirtualClock } from './virtual-clock';
import type { VirtualTranscripts } from './virtual-transcripts';

/** What a calculated run is made of. */
export interface VirtualWorld {
  clock: VirtualClock;
  trajectory: PlayedTrajectory;
  transcripts: VirtualTranscripts;
  toolset: Toolset;
  /** Milliseconds that every activity takes beyond its own work. */
  hopMs: number;
  /** Factors of the recorded seconds. */
  actorFactor: number;
  toolFactor: number;
  /** Seconds of calls that were never made. */
  unrecordedSeconds: number;
  /** What a request about these messages costs with this answer; without one it was broken off. */
  usageOf(messages: Message[], answer?: PlayedTurn): Usage;
  predict(input: {
    messages: Message[];
    step: number;
    ports: Parameters<Ports['predict']>[1];
  }): Promise<Prediction>;
}

/** The ports of the agent loop on a virtual clock: each piece of work takes its seconds and a hop. */
export function virtualPorts(world: VirtualWorld): Ports {
  const { clock, trajectory, transcripts } = world;
  const results = new RecordedResults({ id: trajectory.id, turns: trajectory.turns });

  function fly<T>(
    seconds: number,
    make: () => T | Promise<T>,
    brokenOff: () => Usage = () => NO_USAGE,
  ): { result: Promise<FlightEnd<T>>; cancel(): void } {
    const startedMs = clock.nowMs;
    let settle: (end: FlightEnd<T>) => void = () => undefined;
    const result = new Promise<FlightEnd<T>>((resolve) => (settle = resolve));
    const stop = clock.after(seconds * 1000 + world.hopMs, () => {
      void Promise.resolve(make()).then((value) => settle({ status: 'succeeded', value }));
    });
    const cancel = (): void => {
      stop();
      settle({ status: 'cancelled', seconds: (clock.nowMs - startedMs) / 1000, usage: brokenOff() });
    };
    return { result, cancel };
  }

  function real<T>(seconds: number, make: () => T): RealFlight<T> {
    const flight = fly(seconds, make);
    const result = flight.result.then((end) => {
      if (end.status === 'succeeded') return end.value;
      throw new Error(`virtual work ${end.status}`);
    });
    result.catch(() => undefined);
    return { result, cancel: flight.cancel };
  }

  const decisionAt = (
    transcript: Transcript,
    step: number,
  ): { seconds: number; decide: () => Decision; brokenOff: () => Usage } => {
    const turn = trajectory.turns[step - 1];
    const messages = transcripts.messages(transcript);
    const answer = turn !== undefined && transcripts.isRecorded(messages) ? turn : ELSEWHERE;
    const seconds = (turn?.seconds ?? 0) * world.actorFactor;
    return {
      seconds,
      decide: () => decisionOf(world, answer, { seconds, usage: world.usageOf(messages, answer) }),
      brokenOff: () => world.usageOf(messages),
    };
  };
  const outcomeAt = (
    call: Call,
    step: number,
    index: number,
  ): { seconds: number; execute: () => Outcome } => {
    const found = results.find(call, { turn: step - 1, index });
    const seconds = (found?.seconds ?? world.unrecordedSeconds) * world.toolFactor;
    return {
      seconds,
      execute: () => outcomeOf(world, found ?? { ok: true, text: '[not recorded]' }, seconds),
    };
  };

  return {
    nowMs: () => clock.nowMs,
    timer: (ms) => {
      let cancel = (): void => undefined;
      const fired = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
      return { fired, cancel: () => cancel() };
    },
    decide: (transcript, { step }) => {
      const { seconds, decide } = decisionAt(transcript, step);
      return real(seconds, decide);
    },
    decideAhead: (transcript, { step }) => {
      const { seconds, decide, brokenOff } = decisionAt(transcript, step);
      return fly(seconds, decide, brokenOff);
    },
    runTool: (call, { step, index }) => {
      const { seconds, execute } = outcomeAt(call, step, index);
      return real(seconds, execute);
    },
    runToolAhead: (call, { step, index }) => {
      const { seconds, execute } = outcomeAt(call, step, index);
      return fly(seconds, execute);
    },
    askUser: (_hash, { step }) => {
      const reply = trajectory.turns[step - 1]?.reply;
      return real(reply?.seconds ?? 0, () =>
        reply?.text === undefined ? { done: true } : { done: false, text: reply.text },
      );
    },
    predict: (transcript, ports) => {
      const messages = transcripts.messages(transcript);
      return fly(0, () => world.predict({ messages, step: ports.step, ports }));
    },
  };
}

const ELSEWHERE: PlayedTurn = { kind: 'ask', text: 'I have left the recorded path.', seconds: 0, calls: [] };

function decisionOf(
  world: VirtualWorld,
  turn: PlayedTurn,
  spent: Pick<Decision, 'seconds' | 'usage'>,
): Decision {
  const { kind, text, calls } = turn;
  return {
    kind,
    calls: calls.map((call) => normaliseCall(world.toolset, call.tool, call.arguments as JsonObject).call),
    ...(kind === 'calls' ? {} : { answer: text }),
    ...(text === '' ? {} : { text: { hash: world.transcripts.put(text), preview: text.slice(0, 400) } }),
    finish: 'stop',
    model: 'virtual',
    ...spent,
  };
}

function outcomeOf(
  { transcripts }: VirtualWorld,
  { ok, text }: { ok: boolean; text: string },
  seconds: number,
): Outcome {
  const told = ok ? text : `Error (recorded_error): ${text}`;
  const base = {
    textHash: transcripts.put(told),
    preview: told.slice(0, 300),
    chars: told.length,
    seconds,
    costUsd: 0,
  };
  return ok ? { ...base, ok: true } : { ...base, ok: false, code: 'recorded_error', retryable: false };
}
