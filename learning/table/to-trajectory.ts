import type { Trace, TraceMessage } from '../../contracts/trace';
import type { JsonObject } from '../../contracts/json';
import type { TableMessage } from '../../core/table/message';
import type { Trajectory } from './trajectory';

/** A trace line as the miner reads it. Tools without a registry are those that the run called, none read-only. */
export function toTrajectory(trace: Trace): Trajectory {
  const messages = trace.messages.map(tableMessage);
  const called = new Set(messages.flatMap(({ calls }) => calls.map(({ tool }) => tool)));
  const tools = (trace.tools ?? []).map(({ name, read_only: readOnly }) => ({
    name,
    readOnly: readOnly === true,
  }));
  const named = new Set(tools.map(({ name }) => name));
  for (const name of called) if (!named.has(name)) tools.push({ name, readOnly: false });
  return {
    domain: trace.domain,
    task: trace.split_key,
    ...(trace.model ? { actor: trace.model } : {}),
    tools,
    messages,
  };
}

function tableMessage(message: TraceMessage): TableMessage {
  const { error } = message;
  return {
    role: message.role,
    text: message.content ?? '',
    calls: (message.tool_calls ?? []).map((call) => ({
      tool: call.name,
      arguments: typeof call.arguments === 'string' ? {} : (call.arguments as JsonObject),
      ...(call.id ? { id: call.id } : {}),
    })),
    ...(message.tool_call_id ? { callId: message.tool_call_id } : {}),
    ...(error !== undefined && error !== null && error !== false && error !== '' ? { failed: true } : {}),
  };
}
