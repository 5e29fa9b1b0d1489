import { createHash } from 'node:crypto';
import type { TraceMessage } from '../../../contracts/trace';
import { canonicalJson } from '../../../core/canonical-json';
import type { Exchange } from './exchange';

/** A conversation as it grows, with the line that it began in. */
export interface Conversation extends Omit<Exchange, 'single' | 'messageId'> {
  file: string;
  line: number;
}

/** Conversations that may still go on; beyond them the one that has been quiet longest is taken to be over. */
const MAX_OPEN = 256;

interface Open extends Conversation {
  /** Of all its messages; the next exchange's beginning has the same where it goes on with this one. */
  hash: string;
  lastMessageId?: string;
}

/**
 * Puts exchanges together: an exchange that begins with the whole of an earlier one goes on with it, as an agent's
 * requests do; single messages go on with their session, or with their file. What is over comes out; memory holds the
 * open conversations alone.
 */
export class Conversations {
  private readonly open = new Map<string, Open>();

  /** Takes an exchange in; returns the conversations that are over by now. */
  add(exchange: Exchange, place: { file: string; line: number }): Conversation[] {
    if (exchange.single) this.addMessage(exchange, place);
    else this.addExchange(exchange, place);
    return this.open.size <= MAX_OPEN ? [] : this.takeOldest();
  }

  /** All that are open: there is nothing more to come. */
  close(): Conversation[] {
    const rest = [...this.open.values()];
    this.open.clear();
    return rest.map(withoutState);
  }

  private addMessage({ messageId, ...exchange }: Exchange, place: { file: string; line: number }): void {
    const key = `session ${exchange.session ?? place.file}`;
    const open = this.open.get(key);
    this.open.delete(key);
    if (!open) {
      this.open.set(key, {
        ...exchange,
        ...place,
        hash: '',
        ...(messageId ? { lastMessageId: messageId } : {}),
      });
      return;
    }
    const last = open.messages.at(-1);
    const [first, ...others] = exchange.messages;
    const inPieces = messageId !== undefined && messageId === open.lastMessageId;
    const messages =
      inPieces && last && first && last.role === 'assistant' && first.role === 'assistant'
        ? [...open.messages.slice(0, -1), joined(last, first), ...others]
        : [...open.messages, ...exchange.messages];
    const { lastMessageId: _last, ...rest } = open;
    this.open.set(key, {
      ...rest,
      ...newer(open, exchange),
      messages,
      ...(messageId ? { lastMessageId: messageId } : {}),
    });
  }

  private addExchange(exchange: Exchange, place: { file: string; line: number }): void {
    const hashes = rollingHashes(exchange.messages);
    const hash = hashes.at(-1) ?? '';
    for (let length = hashes.length - 1; length > 0; length -= 1) {
      const key = `exchange ${hashes[length - 1]}`;
      const earlier = this.open.get(key);
      if (!earlier) continue;
      this.open.delete(key);
      // The earlier one's messages stay: they know when they came.
      const messages = [...earlier.messages, ...exchange.messages.slice(length)];
      this.set(hash, { ...earlier, ...newer(earlier, exchange), messages, hash });
      return;
    }
    const { single: _single, ...conversation } = exchange;
    this.set(hash, { ...conversation, ...place, hash });
  }

  /** The same conversation logged twice stays two. */
  private set(hash: string, open: Open): void {
    let key = `exchange ${hash}`;
    for (let copy = 2; this.open.has(key); copy += 1) key = `exchange ${hash} ${copy}`;
    this.open.set(key, open);
  }

  private takeOldest(): Conversation[] {
    const [oldest] = this.open;
    if (!oldest) return [];
    this.open.delete(oldest[0]);
    return [withoutState(oldest[1])];
  }
}

const withoutState = ({ hash: _hash, lastMessageId: _id, ...conversation }: Open): Conversation =>
  conversation;

/** What a later exchange tells anew. */
function newer(
  open: Conversation,
  { model, success, tools, taskId, session }: Exchange,
): Partial<Conversation> {
  return {
    tools: [...new Set([...open.tools, ...tools])],
    ...(model === undefined ? {} : { model }),
    ...(success === undefined ? {} : { success }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(session === undefined ? {} : { session }),
  };
}

function joined(one: TraceMessage, other: TraceMessage): TraceMessage {
  const content = `${one.content ?? ''}${other.content ?? ''}`;
  const calls = [...(one.tool_calls ?? []), ...(other.tool_calls ?? [])];
  return {
    ...one,
    content: content === '' ? null : content,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

/** A hash for each beginning of a conversation, by what was said; seconds and moments do not count. */
function rollingHashes(messages: readonly TraceMessage[]): string[] {
  let hash = '';
  return messages.map(({ role, content, tool_calls: calls, tool_call_id: id }) => {
    const said = { role, content: content ?? '', calls: calls ?? [], id: id ?? null };
    hash = createHash('sha1').update(hash).update(canonicalJson(said)).digest('hex');
    return hash;
  });
}
