import { ForerunError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { CatalogueTool } from '../../contracts/mcp';
import type { Tool, ToolContext, ToolOutcome } from '../../contracts/tool';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { jsonSchemaParameters } from '../parameters/json-schema-parameters';
import type { CallEnd } from './call-end';
import type { Connection } from './connection';
import { messageOf } from './connection-problem';
import { renderResult } from './render-result';
import { fingerprintOf, type ServerTool } from './server-tool';

/** Executions of one call that may be repeated, the first among them, before the activity's own retries. */
const ATTEMPTS = 3;

/** Room for the server's answer to a cancellation; the call's own limit is its signal. */
const SLACK_MS = 1_000;

export interface McpToolInput {
  entry: CatalogueTool;
  policy: ToolPolicy;
  /** Real calls and calls ahead have a connection each: a guess never stands in a real call's way. */
  connection: (ahead: boolean) => Connection;
}

/** A server's tool as one of ours. Its schema has been checked when the catalogue was made. */
export function createMcpTool({ entry, policy, connection }: McpToolInput): Tool {
  return {
    name: entry.name,
    description: entry.description,
    parameters: jsonSchemaParameters(entry.name, entry.parameters),
    verbatim: true,
    execute: ({ arguments: args, context }) =>
      execute({ entry, policy, connection: connection(context.ahead), args, context }),
  };
}

interface Execution {
  entry: CatalogueTool;
  policy: ToolPolicy;
  connection: Connection;
  args: JsonObject;
  context: ToolContext;
}

async function execute(execution: Execution): Promise<ToolOutcome> {
  const { entry, policy, connection, args, context } = execution;
  const mayRepeat = policy.effect !== 'write' || policy.idempotent;
  for (let attempt = 1; ; attempt += 1) {
    const reached = await reach(execution, mayRepeat);
    if ('ok' in reached) return reached;
    const end = await connection
      .call(reached.tool, args, { signal: context.signal, timeoutMs: policy.timeoutMs + SLACK_MS })
      .catch((error: unknown) => aborted(execution, mayRepeat, error));
    if ('ok' in end) return end;
    if (end.kind !== 'lost') return outcomeOf(end, execution, mayRepeat);
    if (end.sent && !mayRepeat) return unknown(entry, `its connection was lost: ${end.message}`);
    if (attempt < ATTEMPTS) continue;
    if (!mayRepeat) return notExecuted(entry, end.message);
    // It had the call each time: more attempts would end more servers.
    if (end.sent) return lost(entry, end.message);
    throw unavailable(entry, end.message);
  }
}

/** The tool as the server has it now, or what to tell where it is not the one that the run began with. */
async function reach(
  { entry, connection, context }: Execution,
  mayRepeat: boolean,
): Promise<{ tool: ServerTool } | ToolOutcome> {
  let tool: ServerTool | undefined;
  try {
    tool = await connection.find(entry.tool, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    // Once a write has begun another attempt would not know that nothing was sent.
    if (mayRepeat) throw error;
    return notExecuted(entry, messageOf(error));
  }
  if (!tool) {
    const message = `MCP server ${entry.server} no longer has the tool ${entry.tool} that it had when this run began.`;
    return { ok: false, code: 'mcp_tool_gone', message, retryable: false };
  }
  if (fingerprintOf(tool) !== entry.fingerprint) {
    const message = `MCP server ${entry.server} has changed its tool ${entry.tool} since this run began: the call was not made, since it may mean something else now.`;
    return { ok: false, code: 'mcp_tool_changed', message, retryable: false };
  }
  return { tool };
}

async function outcomeOf(
  end: Exclude<CallEnd, { kind: 'lost' }>,
  { entry, context }: Execution,
  mayRepeat: boolean,
): Promise<ToolOutcome> {
  switch (end.kind) {
    case 'result': {
      const { text, truncated } = await renderResult(end.result, {
        store: context.store,
        maxChars: context.maxChars,
      });
      if (end.result.isError) return { ok: false, code: 'mcp_tool_error', message: text, retryable: false };
      return { ok: true, text, ...(truncated ? { truncated } : {}) };
    }
    case 'refused':
      return { ok: false, code: 'mcp_refused', message: end.message, retryable: false };
    case 'too_large': {
      const message = `The answer of ${entry.tool} is larger than this worker takes. Ask for a smaller part.`;
      if (mayRepeat) return { ok: false, code: 'too_large', message, retryable: false };
      return unknown(entry, 'its answer was too large to be read');
    }
  }
}

/** Past its deadline a write may have happened all the same; everything else is for whoever set the signal. */
function aborted({ entry, policy, context }: Execution, mayRepeat: boolean, error: unknown): ToolOutcome {
  const { reason } = context.signal as { reason?: { name?: string } };
  const isLate = context.signal.aborted && reason?.name === 'TimeoutError';
  if (!mayRepeat && isLate) return unknown(entry, `it did not answer within ${policy.timeoutMs / 1000} s`);
  throw error;
}

const unknown = (entry: CatalogueTool, reason: string): ToolOutcome => ({
  ok: false,
  code: 'outcome_unknown',
  message: `${entry.name} was called, but whether it took effect is unknown: ${reason}. Check before you repeat it.`,
  retryable: false,
});

const notExecuted = (entry: CatalogueTool, reason: string): ToolOutcome => ({
  ok: false,
  code: 'mcp_unavailable',
  message: `${entry.name} was not executed: ${reason}`,
  retryable: true,
});

const lost = (entry: CatalogueTool, reason: string): ToolOutcome => ({
  ok: false,
  code: 'mcp_unavailable',
  message: `MCP server ${entry.server} was lost ${ATTEMPTS} times in this call of ${entry.tool}: ${reason}. The call itself may be what ends it.`,
  retryable: false,
});

const unavailable = (entry: CatalogueTool, reason: string): ForerunError =>
  new ForerunError({
    code: 'mcp_unavailable',
    blame: 'system',
    retryable: true,
    message: `MCP server ${entry.server} did not take the call of ${entry.tool}, ${ATTEMPTS} times: ${reason}`,
    remedy: 'See what the server writes to its standard error, and whether it lets us in.',
  });
