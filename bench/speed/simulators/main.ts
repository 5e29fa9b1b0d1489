// A simulator in a process of its own, so that it does not disturb what is measured: `main.js models|search`.
import { messageOf } from '../../../contracts/errors';
import { startSimulatedServer } from '../../../models/simulated/server';
import type { SimulatorCommand, SimulatorMessage, SimulatorRequest } from './protocol';
import { startSearchServer } from './search-server';

type Handler = (command: SimulatorCommand) => Partial<Extract<SimulatorMessage, { type: 'done' }>>;

async function startModels(): Promise<{ url: string; handle: Handler }> {
  const server = await startSimulatedServer({ script: { models: {} } });
  const handle: Handler = (command) => {
    switch (command.do) {
      case 'setScript':
        server.setScript(command.script);
        return {};
      case 'requests':
        return { requests: [...server.requests] };
      case 'clearRequests':
        server.clearRequests();
        return {};
      case 'setLatency':
        throw new TypeError('the model server takes its latencies from its script');
    }
  };
  return { url: server.url, handle };
}

async function startSearch(): Promise<{ url: string; handle: Handler }> {
  const server = await startSearchServer();
  const handle: Handler = (command) => {
    switch (command.do) {
      case 'setLatency':
        server.setLatency(command.latency);
        return {};
      case 'requests':
        return { requests: server.requests() };
      case 'clearRequests':
        server.clearRequests();
        return {};
      case 'setScript':
        throw new TypeError('the search server plays no script');
    }
  };
  return { url: server.url, handle };
}

async function main(): Promise<void> {
  const send = (message: SimulatorMessage): void => void process.send?.(message);
  const { url, handle } = await (process.argv[2] === 'models' ? startModels() : startSearch());
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const { id, ...command } = message as SimulatorRequest;
    try {
      send({ type: 'done', id, ...handle(command) });
    } catch (error) {
      send({ type: 'failed', id, message: messageOf(error) });
    }
  });
  send({ type: 'ready', url });
}

void main();
