import { CONTINUE_NUDGE } from '../../core/transcript';
import { messageText, type WireMessage } from './chat-body';

/** A decision in a conversation: the messages of one assistant turn, and the outcomes of its calls by id. */
export interface PastTurn {
  calls: { id: string; tool: string; argumentsText: string }[];
  outcomes: Map<string, string>;
}

/**
 * The decisions that a conversation already holds, in order; their number is the index of the turn that is asked for.
 * A nudge behind no assistant message stands for an empty one, which is not sent.
 */
export function pastTurns(messages: readonly WireMessage[]): PastTurn[] {
  const turns: PastTurn[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === 'assistant') {
      turns.push({
        calls: (message.tool_calls ?? []).map((call) => ({
          id: call.id,
          tool: call.function.name,
          argumentsText: call.function.arguments,
        })),
        outcomes: new Map(),
      });
    } else if (isLoneNudge(message, messages[index - 1])) {
      turns.push({ calls: [], outcomes: new Map() });
    } else if (message.role === 'tool' && message.tool_call_id !== undefined) {
      turns.at(-1)?.outcomes.set(message.tool_call_id, messageText(message));
    }
  }
  return turns;
}

const SYSTEM = 'system:';

/** Whether a conversation's `match` stands in the message that it looks at. */
export function matches(match: string, messages: readonly WireMessage[]): boolean {
  if (!match.startsWith(SYSTEM)) return firstUserText(messages).includes(match);
  const system = messages.find((message) => message.role === 'system');
  return system !== undefined && messageText(system).includes(match.slice(SYSTEM.length));
}

/** Text of the first user message, by which conversations are recognised. */
export function firstUserText(messages: readonly WireMessage[]): string {
  const first = messages.find((message) => message.role === 'user');
  return first ? messageText(first) : '';
}

function isLoneNudge(message: WireMessage, before: WireMessage | undefined): boolean {
  return message.role === 'user' && before?.role !== 'assistant' && messageText(message) === CONTINUE_NUDGE;
}
