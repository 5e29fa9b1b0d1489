import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../../contracts/config';

/** How long cancelled activities may take to let go, before the process stops waiting for them. */
const LET_GO_MS = 5_000;

/** After a stop, activities may finish within the grace time; then they are cancelled, and at last left behind. */
export function stopTimes(config: Config): Pick<WorkerOptions, 'shutdownGraceTime' | 'shutdownForceTime'> {
  const { shutdownGraceMs } = config.workers;
  return { shutdownGraceTime: shutdownGraceMs, shutdownForceTime: shutdownGraceMs + LET_GO_MS };
}
