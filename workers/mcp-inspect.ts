import { ForerunError } from '../contracts/errors';
import { pinnedPolicy } from '../core/config/pinned-policy';
import { secretsOfEnvironment, secretsOfServers, secretValues } from '../core/config/secrets';
import { readConfig } from '../store/read-config';
import { inspectServers } from '../tools/mcp/inspect-servers';
import { createScrubber } from './shared/scrubber';

/** Longest that all servers together may take. */
const LIMIT_MS = 180_000;

/**
 * The program behind `forerun mcp inspect`: `mcp-inspect [CONFIG]` asks the configured servers and prints what it found
 * as one line of JSON (`McpInspection`), or `{"error":…}`. Runs where the servers run; its output holds no secret.
 */
async function main(configPath: string | undefined): Promise<void> {
  let scrub = createScrubber(secretsOfEnvironment(process.env));
  try {
    const { config, environment } = await readConfig({
      cwd: process.cwd(),
      env: process.env,
      ...(configPath === undefined ? {} : { configPath }),
    });
    scrub = createScrubber([
      ...secretValues(config),
      ...secretsOfEnvironment(environment),
      ...secretsOfServers(config.mcp.servers, environment),
    ]);
    const policy = pinnedPolicy({ ...config, toolset: 'mcp', toolPolicy: mcpChanges(config) });
    const signal = AbortSignal.timeout(LIMIT_MS);
    print(scrub.value(await inspectServers({ mcp: config.mcp, policy, environment, signal })));
  } catch (error) {
    if (!(error instanceof ForerunError)) throw error;
    const { code, message, blame, remedy } = error;
    print(scrub.value({ error: { code, message, blame, ...(remedy === undefined ? {} : { remedy }) } }));
  }
}

/** Changes that are meant for another toolset's tools do not count. */
const mcpChanges = ({ toolset, toolPolicy }: Parameters<typeof pinnedPolicy>[0]): typeof toolPolicy =>
  toolset === 'mcp' ? toolPolicy : {};

const print = (told: unknown): void => void process.stdout.write(`${JSON.stringify(told)}\n`);

void main(process.argv[2]).then(() => process.exit(0));
