import type { McpInspectOptions } from '../actions/mcp-inspect';
import type { RegisterCommand } from '../cli';
import { configOption, jsonOption } from '../common-options';

/** `forerun mcp inspect`: the tools of the configured MCP servers, and what a run may do with them. */
export const registerMcp: RegisterCommand = (program, cli) => {
  const mcp = program.command('mcp').description('tool servers of the toolset mcp');
  mcp
    .command('inspect')
    .description("the servers' tools: their own hints beside the policy that counts")
    .option('--write-policy <file>', 'write or update a policy file; new entries wait for your confirmation')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (options: McpInspectOptions) => {
      const { mcpInspect } = await import('../actions/mcp-inspect.js');
      cli.exitCode = await mcpInspect(options);
    });
};
