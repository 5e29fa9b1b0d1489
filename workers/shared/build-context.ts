import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerContext } from '../../activities/worker-context';
import { pinnedPolicy } from '../../core/config/pinned-policy';
import { createAuxModel } from '../../models/aux-model';
import { openStore } from '../../store/open-store';
import { createToolset } from '../../tools/create-toolset';
import type { RoleHost } from './worker-role';

/** Everything that the activities of this process share. */
export function buildContext({ config, client, scrubber, cwd, environment }: RoleHost): WorkerContext {
  const { vision, transcribe } = config.models;
  if (!vision || !transcribe)
    throw new RangeError('buildContext: the profiles vision and transcribe always exist');
  const store = openStore(config.store, { cwd });
  return {
    config,
    client,
    scrub: scrubber.text,
    store,
    toolset: createToolset({
      config,
      policy: pinnedPolicy(config),
      model: createAuxModel({ vision, transcribe }),
      store,
      environment,
    }),
    cacheFolder: join(tmpdir(), `forerun-tasks-${process.getuid?.() ?? 0}`),
    pools: new Map(),
  };
}
