import type { Trace, TraceCall, TraceMessage } from '../../contracts/trace';

interface OpenCall {
  recorded: string | undefined;
  id: string;
}

/**
 * The same trace with an id at every call, unique in the trajectory, and the id of its call at every tool message. Ids
 * that nobody recorded, empty ones and ones that stood before are replaced by `call_<n>`; all others stay. A tool
 * message belongs to the oldest unanswered call of the last turn with its id, else to the oldest unanswered one. A tool
 * message behind no open call keeps what it has. What was unique and whole is returned unchanged.
 */
export function normaliseCallIds(trace: Trace): Trace {
  const nextId = idSource(trace);
  const used = new Set<string>();
  let open: OpenCall[] = [];
  const messages = trace.messages.map((message): TraceMessage => {
    if (message.role === 'tool') {
      const call = takeCall(open, recordedId(message.tool_call_id));
      return call === undefined || call.id === message.tool_call_id
        ? message
        : { ...message, tool_call_id: call.id };
    }
    open = [];
    if (message.tool_calls === undefined || message.tool_calls === null) return message;
    const calls = message.tool_calls.map((call): TraceCall => {
      const recorded = recordedId(call.id);
      const id = recorded === undefined || used.has(recorded) ? nextId() : recorded;
      used.add(id);
      open.push({ recorded, id });
      return id === call.id ? call : { ...call, id };
    });
    return { ...message, tool_calls: calls };
  });
  return { ...trace, messages };
}

const recordedId = (id: string | null | undefined): string | undefined =>
  id === null || id === undefined || id === '' ? undefined : id;

/** Takes the call that an answer belongs to off the open ones. */
function takeCall(open: OpenCall[], recorded: string | undefined): OpenCall | undefined {
  const byId = recorded === undefined ? -1 : open.findIndex((call) => call.recorded === recorded);
  const [call] = open.splice(byId === -1 ? 0 : byId, 1);
  return call;
}

/** `call_1`, `call_2`, …, passing over every id that the trace names anywhere. */
function idSource(trace: Trace): () => string {
  const named = new Set(
    trace.messages.flatMap((message) => [
      message.tool_call_id,
      ...(message.tool_calls ?? []).map((call) => call.id),
    ]),
  );
  let count = 0;
  return () => {
    do count += 1;
    while (named.has(`call_${count}`));
    return `call_${count}`;
  };
}
