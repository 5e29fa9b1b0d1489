import type { RunInput, RunOutcome } from '../../../contracts/run';
import { AgentLoop, type AgentHooks, type LoopEnd } from '../../../core/agent/agent-loop';
import { FakeClock, simulatedPorts, type SimulatedPorts, type World } from './simulated-world';

export interface SimulatedRun {
  loop: AgentLoop;
  ports: SimulatedPorts;
  clock: FakeClock;
  end: Promise<LoopEnd>;
  finish(): Promise<RunOutcome>;
}

/** Starts a loop over a world; `finish` advances the clock until it has ended. */
export function startSimulated(
  world: World,
  input: RunInput,
  hooks: Partial<AgentHooks> = {},
  clock = new FakeClock(),
): SimulatedRun {
  const ports = simulatedPorts(world, clock);
  const loop = new AgentLoop(ports, input, {
    onProgress: () => undefined,
    historyIsLarge: () => false,
    note: () => undefined,
    ...hooks,
  });
  const end = loop.run();
  end.catch(() => undefined);
  return {
    loop,
    ports,
    clock,
    end,
    finish: async () => {
      const result = await clock.runUntil(end);
      if (result.kind !== 'finished') throw new Error('the run continued as new');
      return result.outcome;
    },
  };
}

export const simulate = (world: World, input: RunInput): Promise<RunOutcome> =>
  startSimulated(world, input).finish();
