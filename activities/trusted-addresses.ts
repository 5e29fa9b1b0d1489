import type { Json, JsonObject } from '../contracts/json';
import type { Message } from '../contracts/transcript';
import { fieldsIn } from '../core/gate/taint/sources';
import type { Toolset } from '../tools/toolset';
import { addressStandsIn, searchLinks } from '../tools/web/links-in-text';

const SEARCH_TOOLS = new Set(['web_search', 'enhanced_search']);

export type TextOf = (hash: string) => string | undefined;
export type PolicyOf = Toolset['policyOf'];

/**
 * Texts in which an address may stand for a `url` tool to run ahead: the user's words, search results' links, and the
 * fields of tools whose output the operator vouches for.
 */
export function trustedAddressTexts(
  messages: readonly Message[],
  textOf: TextOf,
  policyOf: PolicyOf = () => undefined,
): string[] {
  const texts: string[] = [];
  for (const { message, tool } of withTools(messages)) {
    if (message.role === 'user') texts.push(message.text);
    if (message.role !== 'tool') continue;
    const text = textOf(message.textHash) ?? '';
    if (SEARCH_TOOLS.has(tool)) texts.push(...searchLinks(text));
    if (isTrusted(tool, policyOf)) texts.push(...fieldsIn(text).filter((field) => !/\s/.test(field)));
  }
  return texts;
}

/** The operator vouches for the structured fields of what the tool returns. */
export const isTrusted = (tool: string, policyOf: PolicyOf): boolean => policyOf(tool)?.output === 'trusted';

/** Each message with the tool that a tool message answers for; empty for the others. */
export function withTools(messages: readonly Message[]): { message: Message; tool: string }[] {
  const toolOf = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === 'assistant') for (const call of message.calls) toolOf.set(call.id, call.tool);
    return { message, tool: message.role === 'tool' ? (toolOf.get(message.callId) ?? '') : '' };
  });
}

/**
 * Whether a call's texts are addresses that stand in the trusted texts, all of them, at any depth, and at least one.
 * A text that does not look like an address is none the less refused: what a tool makes of it is not known here
 * (`https:/host` is fetched as `https://host`).
 */
export function addressesAreTrusted(args: JsonObject, texts: readonly string[]): boolean {
  const addresses = [...textsIn(args)];
  return (
    addresses.length > 0 &&
    addresses.every((address) => addressStandsIn(address, texts) || bareAddressStandsIn(address, texts))
  );
}

const BARE_ADDRESS = /^(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d{1,5})?(?:\/[\w.~!$&'()*+,;=:@%/-]*)?$/i;

/** The same for an address without a scheme: it stands between blanks just so, whatever a tool makes of it. */
function bareAddressStandsIn(address: string, texts: readonly string[]): boolean {
  if (!BARE_ADDRESS.test(address)) return false;
  return texts.some((text) =>
    text.split(/[\s<>"'`]+/).some((word) => {
      if (!word.startsWith(address) && !word.slice(1).startsWith(address)) return false;
      return (
        word.replace(/^[([{]/, '').replace(/[.,;:!?)\]}]+$/, '') === address.replace(/[.,;:!?)\]}]+$/, '')
      );
    }),
  );
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}
