import type { WorkerLimits, WorkerReport } from './worker-report';
import { WorkerPool } from './worker-pool';

export interface RunInWorkerInput extends WorkerLimits {
  /** Full path of a module that exports `run(input)`, from `require.resolve('./its-name')`. */
  entry: string;
  input: unknown;
  signal?: AbortSignal;
}

/** One piece of work in a worker of its own; keep a WorkerPool where the same work comes often. */
export async function runInWorker<T>({
  input,
  signal,
  ...options
}: RunInWorkerInput): Promise<WorkerReport<T>> {
  return new WorkerPool({ ...options, uses: 1 }).run<T>(input, signal ? { signal } : {});
}
