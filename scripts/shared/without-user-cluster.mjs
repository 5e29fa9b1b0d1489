/** The environment without the user's Temporal settings: demo, tests and benchmarks leave their cluster alone. */
export const withoutUserCluster = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_') || name === 'TEMPORAL_CLI_PATH'),
  );
