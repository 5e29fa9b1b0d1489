import { OTHER_VARIABLES, VARIABLES } from '../../core/config/variables';
import type { TemporalAddress } from '../../runtime/temporal-address';

/** Names of the simulated models, as `examples/demo/script.yaml` has them; results and histories show them. */
export const SIMULATED = {
  actor: 'simulated-actor',
  predictor: 'simulated-predictor',
  vision: 'simulated-vision',
} as const;

/** The profile that the demonstration teaches, in place of the user's own. */
const DEMO_PROFILE = 'demonstration';

type Environment = Record<string, string | undefined>;

/** Addresses of what the demonstration has started itself. */
export interface DemoPlaces {
  /** Base URL of the simulated models; absent where real ones are used. */
  modelsUrl?: string;
  web: { url: string; host: string };
  queuePrefix: string;
  storePath: string;
}

/**
 * The environment of the demonstration's workers. With simulated models no setting of the user's counts, so that it
 * runs the same for everybody; with real ones all do, but for the search service, the queues, the profile and the store.
 * Pure.
 */
export function demoEnvironment(
  own: Environment,
  places: DemoPlaces,
  temporal: TemporalAddress | undefined,
): Environment {
  const base = places.modelsUrl === undefined ? own : withoutSettings(own);
  return {
    ...(temporal === undefined ? base : withTemporal(base, temporal)),
    ...(places.modelsUrl === undefined ? {} : simulatedModels(places.modelsUrl)),
    SEARCH_PROVIDER: 'serper',
    SERPER_URL: places.web.url,
    SERPER_API_KEY: 'local-web',
    FORERUN_ALLOW_PRIVATE_HOSTS: places.web.host,
    FORERUN_QUEUE_PREFIX: places.queuePrefix,
    // What the local web takes, and what simulated models guess, is nothing that a deployment should learn.
    FORERUN_PROFILE: DEMO_PROFILE,
    FORERUN_STORE: 'file',
    FORERUN_STORE_PATH: places.storePath,
    FORERUN_HEALTH_PORT: '0',
    FORERUN_LOG_LEVEL: 'warn',
  };
}

function simulatedModels(url: string): Environment {
  return {
    ACTOR_BASE_URL: url,
    SPEC_BASE_URL: url,
    VISION_BASE_URL: url,
    ACTOR_OPENAI_API_KEY: 'EMPTY',
    SPEC_OPENAI_API_KEY: 'EMPTY',
    VISION_API_KEY: 'EMPTY',
    GAIA_ACTOR_MODEL: SIMULATED.actor,
    GAIA_SPEC_MODEL: SIMULATED.predictor,
    VISION_MODEL: SIMULATED.vision,
    GAIA_TOPK: '1',
    // What simulated models cost is nobody's money, and how often they are right is the script's choice.
    FORERUN_GATE: 'threshold',
    // There is nothing to learn from them, and a workflow that would is stranded when the workers end.
    FORERUN_LEARNING: '0',
    FORERUN_SHUTDOWN_GRACE_MS: '2000',
    // The programs are the script's own, not a model's.
    FORERUN_ALLOW_WEAK_SANDBOX: '1',
  };
}

/** Without Forerun's settings and without keys of any kind; Temporal's stay. */
function withoutSettings(own: Environment): Environment {
  const names = new Set([...VARIABLES, ...OTHER_VARIABLES].map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => name.startsWith('TEMPORAL_') || !names.has(name)),
  );
}

/** The embedded server, and nothing of the user's own. */
function withTemporal(own: Environment, { address, namespace }: TemporalAddress): Environment {
  const others = Object.entries(own).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(others), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
}
