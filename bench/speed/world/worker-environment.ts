import { OTHER_VARIABLES, VARIABLES } from '../../../core/config/variables';
import { ACTOR_MODEL, PREDICTOR_MODEL } from '../standard-script';

/** The environment of the worker programs: nothing of the user's own settings, everything at the simulators. */
export function workerEnvironment(
  own: NodeJS.ProcessEnv,
  world: {
    server: { address: string; namespace: string };
    simulators: { modelUrl: string; searchUrl: string };
    folder: string;
    queuePrefix: string;
    useEnv: boolean;
  },
): NodeJS.ProcessEnv {
  const ours = new Set([...VARIABLES, ...OTHER_VARIABLES].map(({ name }) => name));
  const kept = Object.entries(own).filter(
    ([name]) => !ours.has(name) && (world.useEnv || !name.startsWith('TEMPORAL_')),
  );
  return {
    ...Object.fromEntries(kept),
    TEMPORAL_ADDRESS: world.server.address,
    TEMPORAL_NAMESPACE: world.server.namespace,
    ACTOR_BASE_URL: world.simulators.modelUrl,
    SPEC_BASE_URL: world.simulators.modelUrl,
    GAIA_ACTOR_MODEL: ACTOR_MODEL,
    GAIA_SPEC_MODEL: PREDICTOR_MODEL,
    GAIA_TOPK: '1',
    // The machinery is measured: every prediction is launched, right or wrong.
    FORERUN_GATE: 'threshold',
    SERPER_URL: world.simulators.searchUrl,
    SERPER_API_KEY: 'simulated',
    FORERUN_QUEUE_PREFIX: world.queuePrefix,
    FORERUN_STORE_PATH: `${world.folder}/store`,
    FORERUN_LOG_LEVEL: 'error',
  };
}
