import type { Config } from '../../contracts/config';
import { canonicalJson } from '../canonical-json';
import { sha256Hex } from '../sha256';
import { pinnedPolicy } from './pinned-policy';

const HEX_CHARS = 12;

/**
 * Equal for configurations whose workers can serve each other's runs: models, tools and their policy, search, web,
 * sandbox, store, queues, and the name of the table that predicts. Limits and the rest of speculation travel with the
 * run, slots and logs are each worker's own, so they do not count. Keys count by their hash alone.
 */
export function configFingerprint(config: Config): string {
  const { provider, toolset, mcp, search, web, sandbox, store, temporal, speculation } = config;
  const { tableModel } = speculation;
  const agreed = {
    provider,
    models: Object.fromEntries(
      Object.entries(config.models).map(([name, { concurrency: _, aheadConcurrency: __, ...model }]) => [
        name,
        { ...model, apiKey: sha256Hex(model.apiKey) },
      ]),
    ),
    toolset,
    policy: pinnedPolicy(config).hash,
    // Folders differ from machine to machine; texts are as they stand in the file, without the values of variables.
    mcpServers: Object.entries(mcp.servers).map(([name, { cwd: _, ...server }]) => [name, server]),
    search: { ...search, apiKey: sha256Hex(search.apiKey) },
    web,
    sandbox,
    store,
    queuePrefix: temporal.queuePrefix,
    // Workers read the file themselves; again without its folder. Absent as in versions that did not count it.
    ...(tableModel === '' ? {} : { table: tableModel.split(/[\\/]/).at(-1) ?? '' }),
  };
  return sha256Hex(canonicalJson(agreed)).slice(0, HEX_CHARS);
}
