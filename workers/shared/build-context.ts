import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { WorkerContext } from '../../activities/worker-context';
import type { Config } from '../../contracts/config';
import { pinnedPolicy } from '../../core/config/pinned-policy';
import { createAuxModel } from '../../models/aux-model';
import { openStore } from '../../store/open-store';
import { createGaiaToolset } from '../../tools/gaia-toolset';

/** Everything that the activities of this process share. */
export function buildContext(input: {
  config: Config;
  client: Pick<Client, 'workflow'>;
  log: Logger;
  cwd: string;
}): WorkerContext {
  const { config, client, log, cwd } = input;
  const { vision, transcribe } = config.models;
  if (!vision || !transcribe)
    throw new RangeError('buildContext: the profiles vision and transcribe always exist');
  return {
    config,
    client,
    log,
    store: openStore(config.store, { cwd }),
    toolset: createGaiaToolset({
      config,
      policy: pinnedPolicy(config),
      model: createAuxModel({ vision, transcribe }),
    }),
    cacheFolder: join(tmpdir(), `forerun-tasks-${process.getuid?.() ?? 0}`),
    pools: new Map(),
  };
}
