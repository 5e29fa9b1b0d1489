import { programEnvironment, type ProgramSurroundings } from '../../shared/program-environment';
import { ACTOR_MODEL, PREDICTOR_MODEL } from '../standard-script';

/** The environment of the worker programs: nothing of the user's own settings, everything at the simulators. */
export function workerEnvironment(
  own: NodeJS.ProcessEnv,
  world: ProgramSurroundings & { simulators: { modelUrl: string; searchUrl: string } },
): NodeJS.ProcessEnv {
  return {
    ...programEnvironment(own, world),
    ACTOR_BASE_URL: world.simulators.modelUrl,
    SPEC_BASE_URL: world.simulators.modelUrl,
    GAIA_ACTOR_MODEL: ACTOR_MODEL,
    GAIA_SPEC_MODEL: PREDICTOR_MODEL,
    GAIA_TOPK: '1',
    // The machinery is measured: every prediction is launched, right or wrong.
    FORERUN_GATE: 'threshold',
    SERPER_URL: world.simulators.searchUrl,
    SERPER_API_KEY: 'simulated',
  };
}
