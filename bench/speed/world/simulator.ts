import { fork, type ChildProcess } from 'node:child_process';
import { programPath } from '../../../client/embedded/package-root';
import type { RecordedRequest } from '../../../models/simulated/request-log';
import type { SimulationScriptInput } from '../../../models/simulated/script';
import type { SimulatorCommand, SimulatorKind, SimulatorMessage } from '../simulators/protocol';
import type { RecordedSearch, SearchLatency } from '../simulators/search-server';

type Done = Extract<SimulatorMessage, { type: 'done' }>;

/** A simulator process and the commands that it takes. */
class Simulator {
  private next = 0;
  private readonly waiting = new Map<number, { resolve(done: Done): void; reject(error: Error): void }>();

  private constructor(
    readonly process: ChildProcess,
    readonly url: string,
  ) {}

  static start(kind: SimulatorKind): Promise<Simulator> {
    const child = fork(programPath('bench/speed/simulators/main.js'), [kind], { stdio: 'inherit' });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the ${kind} simulator ended with ${code}`)));
      child.once('message', (message: SimulatorMessage) => {
        if (message.type !== 'ready') return;
        const simulator = new Simulator(child, message.url);
        child.on('message', (answer: SimulatorMessage) => simulator.take(answer));
        child.once('exit', () => simulator.failAll(new Error(`the ${kind} simulator has ended`)));
        resolve(simulator);
      });
    });
  }

  ask(command: SimulatorCommand): Promise<Done> {
    const id = (this.next += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.process.send({ ...command, id });
    });
  }

  private take(answer: SimulatorMessage): void {
    if (answer.type === 'ready') return;
    const waiter = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.type === 'done') waiter?.resolve(answer);
    else waiter?.reject(new Error(answer.message));
  }

  private failAll(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** The simulated model server and search service, each in its own process. */
export interface Simulators {
  modelUrl: string;
  searchUrl: string;
  pids: { models: number; search: number };
  play(script: SimulationScriptInput): Promise<void>;
  setSearchLatency(latency: SearchLatency): Promise<void>;
  modelRequests(): Promise<RecordedRequest[]>;
  searches(): Promise<RecordedSearch[]>;
  clear(): Promise<void>;
  stop(): void;
}

export async function startSimulators(): Promise<Simulators> {
  const [models, search] = await Promise.all([Simulator.start('models'), Simulator.start('search')]);
  return {
    modelUrl: models.url,
    searchUrl: search.url,
    pids: { models: models.process.pid ?? 0, search: search.process.pid ?? 0 },
    play: async (script) => void (await models.ask({ do: 'setScript', script })),
    setSearchLatency: async (latency) => void (await search.ask({ do: 'setLatency', latency })),
    modelRequests: async () => (await models.ask({ do: 'requests' })).requests as RecordedRequest[],
    searches: async () => (await search.ask({ do: 'requests' })).requests as RecordedSearch[],
    clear: async () =>
      void (await Promise.all([models.ask({ do: 'clearRequests' }), search.ask({ do: 'clearRequests' })])),
    stop: () => {
      models.process.disconnect();
      search.process.disconnect();
    },
  };
}
