import type { Ports } from '../../../core/speculation/ports';
import { VirtualFlights } from './virtual-flights';
import { VirtualWork } from './virtual-work';
import type { VirtualWorld } from './virtual-world';

/** The ports of the agent loop on a virtual clock: each piece of work takes its seconds and a hop. */
export function virtualPorts(world: VirtualWorld): Ports {
  const { clock, trajectory, transcripts } = world;
  const flights = new VirtualFlights(clock, world.hopMs);
  const work = new VirtualWork(world);
  return {
    nowMs: () => clock.nowMs,
    timer: (ms) => flights.timer(ms),
    decide: (transcript, { step }) => {
      const { seconds, make, brokenOff } = work.decision(transcript, step);
      return flights.real(seconds, make, brokenOff);
    },
    decideAhead: (transcript, { step }) => {
      const { seconds, make, brokenOff } = work.decision(transcript, step);
      return flights.ahead(seconds, make, brokenOff);
    },
    runTool: (call, { step, index }) => {
      const { seconds, make } = work.outcome(call, step, index);
      return flights.real(seconds, make);
    },
    runToolAhead: (call, { step, index }) => {
      const { seconds, make } = work.outcome(call, step, index);
      return flights.ahead(seconds, make);
    },
    askUser: (_hash, { step }) => {
      const reply = trajectory.turns[step - 1]?.reply;
      return flights.real(reply?.seconds ?? 0, () =>
        reply?.text === undefined ? { done: true } : { done: false, text: reply.text },
      );
    },
    predict: (transcript, ports) => {
      const messages = transcripts.messages(transcript);
      return flights.ahead(0, () => world.predict({ messages, step: ports.step, ports }));
    },
  };
}
