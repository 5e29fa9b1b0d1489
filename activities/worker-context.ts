import type { Client } from '@temporalio/client';
import type { RunContext } from '../contracts/activities';
import type { BlobStore } from '../contracts/blob-store';
import type { Config, ModelProfile } from '../contracts/config';
import { ForerunError } from '../contracts/errors';
import type { PredictorKind } from '../contracts/speculation';
import { EndpointPool } from '../models/endpoint-pool';
import type { Predictor } from '../predictors/predictor';
import type { Toolset } from '../tools/toolset';

/** What the activities of one worker process share; built once where the worker starts. */
export interface WorkerContext {
  config: Config;
  store: BlobStore;
  toolset: Toolset;
  /** For the `observed` signal. */
  client: Pick<Client, 'workflow'>;
  /** Takes the secrets of this process out of a text that leaves it: a failure's message, an error told to the model. */
  scrub: (text: string) => string;
  /** Where task folders are materialised. */
  cacheFolder: string;
  pools: Map<string, EndpointPool>;
  /** Instead of the configured predictors of these kinds, for those who bring their own: replays and tests. */
  predictors?: Partial<Record<PredictorKind, Predictor>>;
}

/** A model profile by the name that a run's input carries, and its pool in this process. */
export function modelOf(
  context: Pick<WorkerContext, 'config' | 'pools'>,
  name: string,
): { profile: ModelProfile; pool: EndpointPool } {
  const profile = context.config.models[name];
  if (!profile) {
    throw new ForerunError({
      code: 'unknown_model_profile',
      blame: 'user',
      message: `this worker's configuration has no model profile "${name}"; it has ${Object.keys(context.config.models).join(', ')}`,
      remedy: 'Give all workers the same forerun.config.json and environment.',
    });
  }
  const pool = context.pools.get(name) ?? new EndpointPool(profile);
  context.pools.set(name, pool);
  return { profile, pool };
}

/** The context as one run sees it: its own tools. Throws ForerunError `policy_mismatch`, and what opening them throws. */
export async function contextForRun(context: WorkerContext, run: RunContext): Promise<WorkerContext> {
  assertPolicy(context, run.policyHash);
  const toolset = await context.toolset.forRun(run);
  return toolset === context.toolset ? context : { ...context, toolset };
}

/** Rule 4: a run pins its policy; a worker under another policy refuses its work. */
export function assertPolicy(context: WorkerContext, pinnedHash: string): void {
  if (context.toolset.policy.hash === pinnedHash) return;
  throw new ForerunError({
    code: 'policy_mismatch',
    blame: 'user',
    message: `the run pinned tool policy ${pinnedHash.slice(0, 12)}, this worker runs under ${context.toolset.policy.hash.slice(0, 12)}`,
    remedy: 'Restart the workers with the configuration that the run was started with.',
  });
}
