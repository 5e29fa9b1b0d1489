import type { Config, ToolPolicyOverride } from '../../../contracts/config';
import { GUESSER_MODEL, ORACLE_MODEL } from '../recording/play-files';

/** What of the system the benchmark's user chooses. */
export interface ReplaySystem {
  /** File of the table predictor; empty where there is none. */
  tableModel: string;
  /** Whether the actor is shown its own text beside calls. */
  replay: 'full' | 'calls';
  /** Dollars per million tokens of the actor. */
  price: { input: number; cachedInput: number; output: number };
  /** What a second is worth to the value gate; the product's default where it is absent. */
  lambdaUsdPerSecond?: number;
}

/** Slots and requests at a time: waiting costs nothing, so nothing but the processors shall limit the runs. */
const ENOUGH = 1_000;
const NO_LIMIT = 1_000_000_000;

/** `forerun.config.json` of the workers and of whoever starts the runs. */
export function replayConfig(input: {
  system: ReplaySystem;
  recording: string;
  policy: Record<string, ToolPolicyOverride>;
  modelUrl: string;
  /** Profiles by the models that act. */
  actors: ReadonlyMap<string, string>;
}): Record<string, unknown> {
  const { system, modelUrl } = input;
  const profile = (model: string): Partial<Config['models'][string]> => ({
    baseUrls: [modelUrl],
    apiKey: 'EMPTY',
    model,
    maxTokens: 1_000,
    concurrency: ENOUGH,
    aheadConcurrency: ENOUGH - 1,
    requestTimeoutMs: 180_000,
    replay: system.replay,
    vllm: false,
    priceUsdPerMillion: { input: 0, cachedInput: 0, output: 0 },
  });
  return {
    models: {
      ...Object.fromEntries(
        [...input.actors].map(([model, name]) => [
          name,
          { ...profile(model), priceUsdPerMillion: system.price },
        ]),
      ),
      spec: profile(ORACLE_MODEL),
      guesser: profile(GUESSER_MODEL),
    },
    toolset: 'replay',
    toolPolicy: input.policy,
    replay: { recording: input.recording },
    agent: { maxSteps: NO_LIMIT, maxSeconds: 3_600, maxTokens: NO_LIMIT, maxCostUsd: NO_LIMIT },
    speculation: {
      topK: 3,
      maxLaunches: NO_LIMIT,
      maxCostUsd: NO_LIMIT,
      ...(system.lambdaUsdPerSecond === undefined ? {} : { lambdaUsdPerSecond: system.lambdaUsdPerSecond }),
      ...(system.tableModel === '' ? {} : { tableModel: system.tableModel }),
    },
    workers: { actor: ENOUGH, tools: ENOUGH, specPredict: ENOUGH, specTools: ENOUGH, specActor: ENOUGH },
  };
}
