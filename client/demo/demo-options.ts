/** What `forerun demo` can be told. */
export interface DemoOptions {
  /** End after the table, also on a terminal. */
  exit: boolean;
  /** Use the Temporal server that TEMPORAL_ADDRESS and its like name, not the embedded one. */
  useEnv: boolean;
  json: boolean;
  /** Models of the user's configuration in place of the simulated ones; the local web stays. */
  real: boolean;
  /** Multiplies every simulated latency. */
  timeScale: number;
}
