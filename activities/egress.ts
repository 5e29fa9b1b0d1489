import type { RunToolInput } from '../contracts/activities';
import type { BlobStore } from '../contracts/blob-store';
import { ForerunError } from '../contracts/errors';
import type { Json, JsonObject } from '../contracts/json';
import type { Message } from '../contracts/transcript';
import { addressStandsIn, searchLinks } from '../tools/web/links-in-text';
import { renderTranscript } from './transcript-io';

const SEARCH_TOOLS = new Set(['web_search', 'enhanced_search']);

/** Texts in which an address may stand for a `url` tool to run ahead: the user's words, and search results' links. */
export function trustedAddressTexts(
  messages: readonly Message[],
  textOf: (hash: string) => string | undefined,
): string[] {
  const toolOf = new Map<string, string>();
  const texts: string[] = [];
  for (const message of messages) {
    if (message.role === 'user') texts.push(message.text);
    if (message.role === 'assistant') for (const call of message.calls) toolOf.set(call.id, call.tool);
    if (message.role === 'tool' && SEARCH_TOOLS.has(toolOf.get(message.callId) ?? '')) {
      texts.push(...searchLinks(textOf(message.textHash) ?? ''));
    }
  }
  return texts;
}

/**
 * Whether a call's texts are addresses that stand in the trusted texts, all of them, at any depth, and at least one.
 * A text that does not look like an address is none the less refused: what a tool makes of it is not known here
 * (`https:/host` is fetched as `https://host`).
 */
export function addressesAreTrusted(args: JsonObject, texts: readonly string[]): boolean {
  const addresses = [...textsIn(args)];
  return addresses.length > 0 && addresses.every((address) => addressStandsIn(address, texts));
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}

/** Rule 4 where the tool runs: throws `egress_refused` unless the call's addresses stand in the transcript. */
export async function assertEgress(store: BlobStore, input: RunToolInput): Promise<void> {
  if (input.transcript) {
    const { messages, texts } = await renderTranscript(store, input.transcript);
    if (
      addressesAreTrusted(
        input.call.arguments,
        trustedAddressTexts(messages, (hash) => texts.get(hash)),
      )
    )
      return;
  }
  throw new ForerunError({
    code: 'egress_refused',
    blame: 'model',
    message: `${input.call.tool} is executed ahead only for addresses that stand in the user's text or in a search result`,
  });
}
