import { OTHER_VARIABLES, VARIABLES } from '../../core/config/variables';

export interface ProgramSurroundings {
  server: { address: string; namespace: string };
  folder: string;
  queuePrefix: string;
  useEnv: boolean;
}

/** The environment of a benchmark's worker programs: nothing of the user's own settings, its own server and store. */
export function programEnvironment(
  own: NodeJS.ProcessEnv,
  { server, folder, queuePrefix, useEnv }: ProgramSurroundings,
): NodeJS.ProcessEnv {
  const ours = new Set([...VARIABLES, ...OTHER_VARIABLES].map(({ name }) => name));
  const kept = Object.entries(own).filter(
    ([name]) => !ours.has(name) && (useEnv || !name.startsWith('TEMPORAL_')),
  );
  return {
    ...Object.fromEntries(kept),
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    FORERUN_QUEUE_PREFIX: queuePrefix,
    FORERUN_STORE_PATH: `${folder}/store`,
    FORERUN_LOG_LEVEL: 'error',
  };
}
