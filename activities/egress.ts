import type { RunToolInput } from '../contracts/activities';
import type { BlobStore } from '../contracts/blob-store';
import type { Call } from '../contracts/call';
import { ForerunError } from '../contracts/errors';
import type { Json, JsonObject } from '../contracts/json';
import type { RefusalReason } from '../contracts/speculation';
import type { Message } from '../contracts/transcript';
import { fieldsIn, TaintSources, type TaintText } from '../core/gate/taint/sources';
import { taintOf } from '../core/gate/taint/taint';
import { addressStandsIn, searchLinks } from '../tools/web/links-in-text';
import type { Toolset } from '../tools/toolset';
import { renderTranscript } from './transcript-io';

const SEARCH_TOOLS = new Set(['web_search', 'enhanced_search']);

type TextOf = (hash: string) => string | undefined;
type PolicyOf = Toolset['policyOf'];

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

/** Where the values of a guessed call may come from: what the taint rule of `query` tools goes by. */
export function taintSources(messages: readonly Message[], textOf: TextOf, policyOf: PolicyOf): TaintSources {
  const texts: TaintText[] = [];
  for (const { message, tool } of withTools(messages)) {
    if (message.role === 'user' || message.role === 'system')
      texts.push({ from: 'user', text: message.text });
    if (message.role === 'assistant')
      for (const call of message.calls)
        texts.push({ from: 'actor', tool: call.tool, arguments: call.arguments });
    if (message.role === 'tool')
      texts.push({
        from: 'output',
        text: textOf(message.textHash) ?? '',
        trusted: isTrusted(tool, policyOf),
      });
  }
  return new TaintSources(texts);
}

const isTrusted = (tool: string, policyOf: PolicyOf): boolean => policyOf(tool)?.output === 'trusted';

/** Each message with the tool that a tool message answers for; empty for the others. */
function withTools(messages: readonly Message[]): { message: Message; tool: string }[] {
  const toolOf = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === 'assistant') for (const call of message.calls) toolOf.set(call.id, call.tool);
    return { message, tool: message.role === 'tool' ? (toolOf.get(message.callId) ?? '') : '' };
  });
}

/** The taint rule for what a tool tells others; the sources are gathered for the first call that needs them. */
export function forbidsTainted(
  policyOf: PolicyOf,
  gather: () => TaintSources,
): (call: Call) => RefusalReason | undefined {
  let sources: TaintSources | undefined;
  return (call) => {
    if (policyOf(call.tool)?.egress !== 'query') return undefined;
    sources ??= gather();
    return taintOf(call, sources) ? 'tainted' : undefined;
  };
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

/** Rule 4 where the tool runs: throws `egress_refused` unless the call's addresses stand in the transcript. */
export async function assertEgress(
  store: BlobStore,
  input: RunToolInput,
  policyOf: PolicyOf = () => undefined,
): Promise<void> {
  if (input.transcript) {
    const { messages, texts } = await renderTranscript(store, input.transcript);
    const trusted = trustedAddressTexts(messages, (hash) => texts.get(hash), policyOf);
    if (addressesAreTrusted(input.call.arguments, trusted)) return;
  }
  throw new ForerunError({
    code: 'egress_refused',
    blame: 'model',
    message: `${input.call.tool} is executed ahead only for addresses that stand in the user's text or in a search result`,
  });
}

/**
 * The taint rule where the tool runs, for what no predict activity has judged: a decision ahead may ask for what only a
 * future that never comes would have told the actor. Throws `tainted`. Without a transcript the actor's own stream has
 * shown the call, and there is nothing to judge.
 */
export async function assertUntainted(
  store: BlobStore,
  input: RunToolInput,
  policyOf: PolicyOf,
): Promise<void> {
  if (!input.transcript) return;
  const { messages, texts } = await renderTranscript(store, input.transcript);
  const taint = taintOf(
    input.call,
    taintSources(messages, (hash) => texts.get(hash), policyOf),
  );
  if (!taint) return;
  throw new ForerunError({
    code: 'tainted',
    blame: 'model',
    message: `${input.call.tool} is not executed ahead: "${taint.part.slice(0, 80)}" comes from no text of the user's and no trusted field (${taint.why})`,
  });
}
