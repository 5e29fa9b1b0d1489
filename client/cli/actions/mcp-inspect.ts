import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ForerunError, type Blame } from '../../../contracts/errors';
import { McpPolicyFile } from '../../../contracts/mcp';
import { McpInspection } from '../../../contracts/mcp-inspection';
import { updatedPolicy } from '../../../core/mcp-policy-file';
import { programPath } from '../../embedded/package-root';
import { writeAtomic } from '../../results/write-atomic';
import { processIo, type Io } from '../io';
import { jsonLine } from '../plain-text';
import { EXIT } from '../report-error';
import { inspectionLines } from '../screen/mcp-lines';

export interface McpInspectOptions {
  json?: true;
  config?: string;
  writePolicy?: string;
}

const MAX_OUTPUT_BYTES = 100_000_000;

/** Prints what the servers list beside the policy that counts, and writes the policy file where one is named. */
export async function mcpInspect(options: McpInspectOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  const before = options.writePolicy === undefined ? undefined : await readPolicy(options.writePolicy);
  const inspection = await inspect(options.config);
  for (const server of inspection.servers) io.result(jsonLine({ kind: 'server', ...server }));
  for (const tool of inspection.tools) io.result(jsonLine({ kind: 'tool', ...tool }));
  for (const trouble of inspection.troubles) io.result(jsonLine({ kind: 'trouble', ...trouble }));
  const hasPolicyFile = existsSync(inspection.policyFile);
  for (const name of inspection.unlisted) io.result(jsonLine({ kind: 'unlisted', name }));
  for (const line of inspectionLines(inspection, { hasPolicyFile })) io.say(line);
  if (options.writePolicy !== undefined) await writePolicy(io, options.writePolicy, before, inspection);
  return inspection.servers.some(({ error }) => error !== undefined) ? EXIT.runsFailed : EXIT.done;
}

/** Servers are started by a program of its own: the command line has neither their modules nor their secrets. */
async function inspect(configPath: string | undefined): Promise<McpInspection> {
  const args = [programPath('workers/mcp-inspect.js'), ...(configPath === undefined ? [] : [configPath])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MAX_OUTPUT_BYTES });
  const told = JSON.parse(stdout) as {
    error?: { code: string; message: string; blame: Blame; remedy?: string };
  };
  if (told.error) throw new ForerunError(told.error);
  const inspection = McpInspection.parse(told);
  if (inspection.servers.length > 0) return inspection;
  throw new ForerunError({
    code: 'mcp_no_servers',
    blame: 'user',
    message: 'no MCP server is configured',
    remedy: 'State one in mcpServers of forerun.config.json, or name a file in mcp.serversFile.',
  });
}

async function writePolicy(
  io: Io,
  path: string,
  before: McpPolicyFile | undefined,
  inspection: McpInspection,
): Promise<void> {
  const { file, changes } = updatedPolicy(before, inspection.tools);
  await writeAtomic(resolve(path), `${JSON.stringify(file, undefined, 2)}\n`);
  const counts = [
    `${changes.added.length} new`,
    `${changes.kept.length} kept`,
    ...(changes.reopened.length > 0 ? [`${changes.reopened.length} changed since you confirmed them`] : []),
    ...(changes.unlisted.length > 0 ? [`${changes.unlisted.length} of tools that nobody lists`] : []),
  ];
  io.say(`\nWrote ${path}: ${counts.join(', ')}.`);
  const open = Object.values(file.tools).filter(({ confirmed }) => !confirmed).length;
  if (open > 0) {
    io.say(
      `${open} of its entries are not confirmed, and their tools count as writes. Check effect and egress of each, then set "confirmed": true.`,
    );
  }
  if (resolve(path) !== inspection.policyFile) {
    io.say(`Workers read ${inspection.policyFile || 'no policy file'}; name this one in mcp.policyFile.`);
  }
}

/** The file as it is; undefined where there is none. Throws ForerunError `mcp_policy_invalid`: nothing is overwritten. */
async function readPolicy(path: string): Promise<McpPolicyFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(path, (error as Error).message);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is not JSON');
  }
  const parsed = McpPolicyFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong form'}`);
}

const invalid = (path: string, reason: string): ForerunError =>
  new ForerunError({
    code: 'mcp_policy_invalid',
    blame: 'user',
    message: `${path} is no policy file: ${reason}`,
    remedy: 'Mend it, or write to another file; nothing was changed.',
  });
