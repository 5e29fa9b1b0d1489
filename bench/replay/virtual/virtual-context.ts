import type { WorkerContext } from '../../../activities/worker-context';
import { runTemplate } from '../../../client/sdk/run-template';
import type { Config } from '../../../contracts/config';
import type { Profile } from '../../../contracts/profile';
import { loadConfig } from '../../../core/config/load-config';
import { createReplayToolset } from '../../../tools/replay/replay-toolset';
import { actorProfiles, recordingOf, type PlaySettings } from '../recording/play-files';
import type { Domain } from '../recording/read-domains';
import { replayConfig, type ReplaySystem } from '../world/replay-config';

/** What the runs of a calculated domain share, as a worker process has it. */
export type VirtualContext = Pick<WorkerContext, 'config' | 'toolset' | 'pools'> & {
  template: ReturnType<typeof runTemplate>;
  /** What the runs before have taught, as a deployment's profile holds it. */
  profile?: Profile;
};

/** The configuration that the workers of a real replay would read. */
export function virtualContext(input: {
  domain: Domain;
  system: ReplaySystem;
  play: PlaySettings;
  toolFactor?: number;
}): VirtualContext {
  const { domain, system, play, toolFactor = 1 } = input;
  const content = replayConfig({
    system: { ...system, tableModel: '' },
    recording: 'virtual',
    policy: slower(domain.policy, toolFactor),
    modelUrl: 'http://127.0.0.1:9/v1',
    actors: actorProfiles(domain),
  });
  const loaded = loadConfig({ file: { path: 'virtual', content } });
  if (!loaded.ok) throw new RangeError(`virtualContext: ${JSON.stringify(loaded.problems)}`);
  const config: Config = loaded.config;
  const template = runTemplate(config, { storeId: 'virtual', searchAttributes: false });
  const toolset = createReplayToolset({ recording: recordingOf(domain, play), policy: template.policy });
  return { config, toolset, pools: new Map(), template };
}

/** Whoever has slower tools knows it: their p95, which bounds joins, grows with them. */
const slower = (policy: Domain['policy'], factor: number): Domain['policy'] =>
  Object.fromEntries(
    Object.entries(policy).map(([tool, { p95Ms, ...rest }]) => [
      tool,
      { ...rest, ...(p95Ms === undefined ? {} : { p95Ms: Math.max(1, Math.round(p95Ms * factor)) }) },
    ]),
  );
