import type { RecordedRequest } from '../../../models/simulated/request-log';
import type { SimulationScriptInput } from '../../../models/simulated/script';
import type { RecordedSearch, SearchLatency } from './search-server';

/** Which server a simulator process runs. */
export type SimulatorKind = 'models' | 'search';

/** What a simulator process is asked for, one message each; it answers with the same id. */
export type SimulatorCommand =
  | { do: 'setScript'; script: SimulationScriptInput }
  | { do: 'setLatency'; latency: SearchLatency }
  | { do: 'requests' }
  | { do: 'clearRequests' };

export type SimulatorRequest = SimulatorCommand & { id: number };

export type SimulatorMessage =
  | { type: 'ready'; url: string }
  | { type: 'done'; id: number; requests?: RecordedRequest[] | RecordedSearch[] }
  | { type: 'failed'; id: number; message: string };
