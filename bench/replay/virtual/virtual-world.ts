import type { Usage } from '../../../contracts/decision';
import type { Prediction } from '../../../contracts/speculation';
import type { Message } from '../../../contracts/transcript';
import type { Ports } from '../../../core/speculation/ports';
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
  usageOf: (messages: Message[], answer?: PlayedTurn) => Usage;
  predict: (input: AskedPrediction) => Promise<Prediction>;
}

/** What the draft asks a predictor. */
export interface AskedPrediction {
  messages: Message[];
  step: number;
  ports: Parameters<Ports['predict']>[1];
}
