import { isObject } from '../../../contracts/json';
import type { TraceCall, TraceMessage } from '../../../contracts/trace';
import {
  callArguments,
  contentText,
  message,
  textOrUndefined,
  UnreadableLog,
  type Fields,
} from './logged-message';

/** Messages of an Anthropic request or answer, and the system prompt before them. Throws UnreadableLog. */
export function anthropicMessages(raw: readonly unknown[], system?: unknown): TraceMessage[] {
  const prompt = contentText(system);
  const first: TraceMessage[] = prompt === null ? [] : [{ role: 'system', content: prompt }];
  return [
    ...first,
    ...raw.flatMap((one, index) => {
      try {
        return anthropicMessage(one);
      } catch (error) {
        if (error instanceof UnreadableLog) throw new UnreadableLog(`messages.${index}: ${error.message}`);
        throw error;
      }
    }),
  ];
}

function anthropicMessage(raw: unknown): TraceMessage[] {
  if (!isObject(raw)) throw new UnreadableLog('not an object');
  const { role, content } = raw;
  if (
    role === 'tool' ||
    (Array.isArray(raw.tool_calls) && raw.tool_calls.length > 0) ||
    isObject(raw.function_call)
  )
    throw new UnreadableLog("calls and results beside the content are OpenAI's: --format openai");
  if (role === 'system') return [{ role, content: contentText(content) }];
  if (role !== 'user' && role !== 'assistant')
    throw new UnreadableLog(`the role ${JSON.stringify(role)} is not one of Anthropic's`);
  if (!Array.isArray(content)) return [{ role, content: contentText(content) }];
  const blocks = content.map((block): Fields => {
    if (typeof block === 'string') return { type: 'text', text: block };
    if (!isObject(block)) throw new UnreadableLog('a content block is no object');
    return block;
  });
  return role === 'user' ? userMessages(blocks) : assistantMessages(blocks);
}

const isResult = ({ type }: Fields): boolean => typeof type === 'string' && type.endsWith('tool_result');
const isUse = ({ type }: Fields): boolean => typeof type === 'string' && type.endsWith('tool_use');

/** Results first, as the protocol has them; what the user says beside them comes after. */
function userMessages(blocks: Fields[]): TraceMessage[] {
  const results = blocks.filter(isResult).map(toolMessage);
  const rest = blocks.filter((block) => !isResult(block));
  return rest.length === 0 && results.length > 0
    ? results
    : [...results, { role: 'user', content: contentText(rest) }];
}

/** Tools that run at the provider answer within the message: what follows their results is a message of its own. */
function assistantMessages(blocks: Fields[]): TraceMessage[] {
  const written: TraceMessage[] = [];
  let said: Fields[] = [];
  let calls: TraceCall[] = [];
  const flush = (): void => {
    if (said.length === 0 && calls.length === 0) return;
    written.push(
      message({
        role: 'assistant',
        content: said.length === 0 ? null : contentText(said),
        tool_calls: calls,
      }),
    );
    [said, calls] = [[], []];
  };
  for (const block of blocks) {
    if (isResult(block)) {
      flush();
      written.push(toolMessage(block));
    } else if (isUse(block)) calls.push(toolUse(block));
    else if (block.type !== 'thinking' && block.type !== 'redacted_thinking') said.push(block);
  }
  flush();
  return written.length === 0 ? [{ role: 'assistant', content: null }] : written;
}

function toolUse({ id, name, input }: Fields): TraceCall {
  const named = textOrUndefined(name);
  if (named === undefined) throw new UnreadableLog('a tool_use block has no name');
  const call = { name: named, arguments: callArguments(input) };
  return typeof id === 'string' && id !== '' ? { id, ...call } : call;
}

function toolMessage({ tool_use_id: id, content, is_error: failed }: Fields): TraceMessage {
  const told =
    isObject(content) || (Array.isArray(content) && !content.every(isTextual))
      ? JSON.stringify(content)
      : contentText(content);
  return message({
    role: 'tool',
    content: told,
    tool_call_id: textOrUndefined(id),
    error: failed === true ? true : undefined,
  });
}

/** Texts and images are shown as such; other results keep their JSON. */
const isTextual = (part: unknown): boolean =>
  typeof part === 'string' || (isObject(part) && (part.type === 'text' || part.type === 'image'));
