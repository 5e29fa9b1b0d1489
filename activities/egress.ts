import type { RunToolInput } from '../contracts/activities';
import type { BlobStore } from '../contracts/blob-store';
import type { Call } from '../contracts/call';
import { ForerunError } from '../contracts/errors';
import type { Json, JsonObject } from '../contracts/json';
import type { RefusalReason } from '../contracts/speculation';
import type { Message } from '../contracts/transcript';
import { leavesOf, TaintSources, type TaintText } from '../core/gate/taint/sources';
import { taintOf, type Taint } from '../core/gate/taint/taint';
import type { Toolset } from '../tools/toolset';
import { renderTranscript } from './transcript-io';
import {
  addressesAreTrusted,
  isTrusted,
  trustedAddressTexts,
  withTools,
  type PolicyOf,
  type TextOf,
} from './trusted-addresses';

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

/** The taint rule for what a tool tells others; the sources are gathered for the first call that needs them. */
export function forbidsTainted(
  toolset: Toolset,
  gather: () => TaintSources,
): (call: Call) => RefusalReason | undefined {
  let sources: TaintSources | undefined;
  return (call) => {
    const sent = sentBy(toolset, call);
    if (!sent) return undefined;
    sources ??= gather();
    return taintOf(sent, sources) ? 'tainted' : undefined;
  };
}

/**
 * What a call tells others and nobody else judges: its arguments, and the names of those that its tool does not declare;
 * of a `url` tool's call all but the texts, which are addresses. Undefined where that is nothing.
 */
function sentBy(
  toolset: Toolset,
  { tool, arguments: args }: Call,
): Pick<Call, 'tool' | 'arguments'> | undefined {
  const egress = toolset.policyOf(tool)?.egress;
  if (egress !== 'query' && egress !== 'url') return undefined;
  const declared = Object.keys((toolset.find(tool)?.parameters.jsonSchema().properties ?? {}) as JsonObject);
  const entries = Object.entries(args);
  const own = entries.filter(([name]) => declared.includes(name));
  const invented = entries.filter(([name]) => !declared.includes(name));
  const sent = {
    ...Object.fromEntries(own),
    ...(invented.length === 0 ? {} : { '': Object.fromEntries(invented) }),
  };
  const judged = egress === 'query' ? sent : (withoutTexts(sent) as JsonObject);
  return leavesOf(judged).every(({ text }) => text === '') ? undefined : { tool, arguments: judged };
}

function withoutTexts(value: Json): Json {
  if (typeof value === 'string') return '';
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutTexts);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutTexts(inner)]));
}

/**
 * Rule 4 where a `url` tool runs: throws `egress_refused` unless the call's addresses stand in the transcript, and
 * `tainted` for what is sent beside them.
 */
export async function assertEgress(store: BlobStore, input: RunToolInput, toolset: Toolset): Promise<void> {
  const policyOf = toolset.policyOf.bind(toolset);
  if (input.transcript) {
    const { messages, texts } = await renderTranscript(store, input.transcript);
    const trusted = trustedAddressTexts(messages, (hash) => texts.get(hash), policyOf);
    if (addressesAreTrusted(input.call.arguments, trusted)) return assertUntainted(store, input, toolset);
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
  toolset: Toolset,
): Promise<void> {
  const sent = sentBy(toolset, input.call);
  if (!input.transcript || !sent) return;
  const { messages, texts } = await renderTranscript(store, input.transcript);
  const sources = taintSources(messages, (hash) => texts.get(hash), toolset.policyOf.bind(toolset));
  const taint = taintOf(sent, sources);
  if (taint) throw tainted(input.call.tool, taint);
}

const tainted = (tool: string, { part, why }: Taint): ForerunError =>
  new ForerunError({
    code: 'tainted',
    blame: 'model',
    message: `${tool} is not executed ahead: "${part.slice(0, 80)}" comes from no text of the user's and no trusted field (${why})`,
  });
