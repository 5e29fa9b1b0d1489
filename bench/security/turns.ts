import type { JsonObject } from '../../contracts/json';
import type { Trace } from '../../contracts/trace';
import type { Message } from '../../contracts/transcript';
import type { TableMessage } from '../../core/table/message';
import { toTrajectory } from '../../learning/table/to-trajectory';

/** One decision of a recorded agent, with what stood before it. */
export interface RecordedTurn {
  /** The conversation before the decision, as predictors read it and as the gate reads it. */
  context: TableMessage[];
  messages: Message[];
  /** What the agent asked for. */
  calls: { tool: string; arguments: JsonObject }[];
  /** Nothing more was decided after it. */
  last: boolean;
}

/** The turns of a recorded run. Texts are their own hashes: nothing here is stored. */
export function turnsOf(trace: Trace): RecordedTurn[] {
  const { messages: context } = toTrajectory(trace);
  const messages = context.map(asMessage);
  const turns = context.flatMap((message, at): RecordedTurn[] =>
    message.role === 'assistant'
      ? [
          {
            context: context.slice(0, at),
            messages: messages.slice(0, at),
            calls: message.calls.map(({ tool, arguments: args }) => ({ tool, arguments: args })),
            last: false,
          },
        ]
      : [],
  );
  const end = turns.at(-1);
  if (end) end.last = true;
  return turns;
}

/** For `textOf`: a text stands where its hash would. */
export const textOf = (hash: string): string => hash;

function asMessage(message: TableMessage): Message {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, text: message.text };
    case 'tool':
      return {
        role: 'tool',
        callId: message.callId ?? '',
        ok: message.failed !== true,
        textHash: message.text,
      };
    case 'assistant':
      return {
        role: 'assistant',
        textHash: message.text,
        calls: message.calls.map(({ id = '', tool, arguments: args }) => ({ id, tool, arguments: args })),
      };
  }
}
