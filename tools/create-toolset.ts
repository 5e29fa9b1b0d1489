import type { AuxModel } from '../contracts/aux-model';
import type { BlobStore } from '../contracts/blob-store';
import type { Config } from '../contracts/config';
import type { PinnedPolicy } from '../contracts/tool-policy';
import type { Environment } from './mcp/expand-server';
import { McpToolset } from './mcp/mcp-toolset';
import { createGaiaToolset } from './gaia-toolset';
import { loadRecording } from './replay/load-recording';
import { createReplayToolset } from './replay/replay-toolset';
import type { Toolset } from './toolset';

/** The tools that a configuration names, under the policy that a run of it pins. */
export function createToolset(input: {
  config: Config;
  policy: PinnedPolicy;
  model: AuxModel;
  store: BlobStore;
  /** Environment of this process and its `.env`, for servers that take variables. */
  environment: Environment;
}): Toolset {
  switch (input.config.toolset) {
    case 'gaia':
      return createGaiaToolset(input);
    case 'replay':
      return createReplayToolset({
        recording: loadRecording(input.config.replay.recording),
        policy: input.policy,
      });
    case 'mcp':
      return new McpToolset({
        ...input,
        mcp: input.config.mcp,
        changed: Object.keys(input.config.toolPolicy),
      });
  }
}
