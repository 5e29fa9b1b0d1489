import type { BlobStore } from '../contracts/blob-store';
import type { DecidedCall } from '../contracts/call';
import type { Decision } from '../contracts/decision';
import { canonicalJson } from '../core/canonical-json';
import type { ChatChoice, ChatResult } from '../models/chat-types';
import { findFinalAnswer } from '../models/final-answer';
import { parseToolArguments } from '../models/parse-tool-call';
import { MAX_ARGUMENT_CHARS, normaliseCall } from '../tools/normalise-call';
import type { Toolset } from '../tools/toolset';

const PREVIEW_CHARS = 400;

/** Calls of one turn that are taken, and the characters that their arguments may have together; the rest is dropped. */
const MAX_CALLS = 64;
const MAX_TURN_CHARS = 200_000;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * What a model's answer means: calls, a final answer, or neither. Never fails for what the model wrote: each unusable
 * call carries a typed problem, whose text is stored for the transcript. Puts text, problems and opaque fields into the
 * store before it returns.
 */
export async function readDecision(input: {
  result: ChatResult;
  mode: 'normal' | 'last';
  replay: 'full' | 'calls' | 'required';
  toolset: Toolset;
  store: BlobStore;
  /** The run has a user to whom text without a call and without an answer is said. */
  user?: 'toolset';
}): Promise<Decision> {
  const { result, mode, store } = input;
  const choice: ChatChoice = result.choices[0] ?? { text: '', toolCalls: [], finish: 'empty' };
  const text = choice.text.trim();
  const calls =
    mode === 'last'
      ? []
      : await Promise.all(
          withinLimits(choice.toolCalls).map(({ name, argumentsText }) =>
            readCall(input, name, argumentsText),
          ),
        );
  const final =
    calls.length > 0 ? undefined : (findFinalAnswer(text) ?? (mode === 'last' ? text : undefined));
  const asks = calls.length === 0 && final === undefined && text !== '' && input.user === 'toolset';
  const answer = asks ? text : final;
  const opaque = input.replay === 'required' ? choice.opaque : undefined;
  return {
    kind: calls.length > 0 ? 'calls' : asks ? 'ask' : final === undefined ? 'thinking' : 'final',
    calls,
    ...(answer === undefined ? {} : { answer }),
    ...(text === ''
      ? {}
      : { text: { hash: await store.put(encode(text)), preview: text.slice(0, PREVIEW_CHARS) } }),
    ...(opaque ? { opaqueHash: await store.put(encode(canonicalJson(opaque))) } : {}),
    finish: choice.finish,
    model: result.model,
    usage: result.usage,
    seconds: result.seconds,
  };
}

/** An activity's result over 2 MiB would be retried for ever: a turn has an upper size. */
function withinLimits(calls: ChatChoice['toolCalls']): ChatChoice['toolCalls'] {
  let chars = 0;
  return calls.slice(0, MAX_CALLS).filter(({ argumentsText }, index) => {
    chars += Math.min(argumentsText.length, MAX_ARGUMENT_CHARS);
    return index === 0 || chars <= MAX_TURN_CHARS;
  });
}

async function readCall(
  { toolset, store }: { toolset: Toolset; store: BlobStore },
  name: string,
  argumentsText: string,
): Promise<DecidedCall> {
  const parsed = parseToolArguments(argumentsText);
  const { call, problem } = parsed.ok
    ? withProblem(normaliseCall(toolset, name, parsed.arguments))
    : {
        call: normaliseCall(toolset, name, {}).call,
        problem: { code: parsed.code, message: `${parsed.message} Received: ${parsed.received}` },
      };
  if (!problem) return call;
  const message = `Error (${problem.code}): ${problem.message}`;
  return { ...call, problem: { code: problem.code, message, outcomeHash: await store.put(encode(message)) } };
}

const withProblem = (normalised: ReturnType<typeof normaliseCall>) => ({
  call: normalised.call,
  problem: normalised.ok ? undefined : normalised.problem,
});
