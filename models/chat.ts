import { APIError } from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { AHEAD_HEADER } from './ahead-header';
import { AnswerReader } from './answer-reader';
import { callEndpoint, type Endpoint } from './call-endpoint';
import { isAnswerLimitTooHigh, isContextComplaint } from './context-complaint';
import type { ChatChoice, ChatOptions, ChatResult } from './chat-types';
import { statusOf } from './provider-error';
import { ANSWER_LIMITS, refusedParameter, requestBody } from './request-parameters';

/**
 * One chat completion, streamed. Events come as the stream shows them; where the server answers in one piece they
 * still all come before the promise resolves. Throws ForerunError as `callEndpoint` says; never retries by itself,
 * except without a parameter that the server refuses, which is remembered for this server.
 */
export function streamChat(options: ChatOptions): Promise<ChatResult> {
  return chat(options, true);
}

/** The same in one piece, for several answers (`n`) at once. */
export function completeChat(options: ChatOptions): Promise<ChatResult> {
  return chat(options, false);
}

async function chat(options: ChatOptions, stream: boolean): Promise<ChatResult> {
  const { profile, request } = options;
  const reader = new AnswerReader(profile, request, options.onEvent ?? ((): void => undefined));
  return callEndpoint({ ...options, use: 'chat', spent: () => reader.usage() }, async (endpoint) => {
    const startedMs = performance.now();
    const response = await send(options, endpoint, stream);
    endpoint.answerBegins();
    const choices: ChatChoice[] = await reader.read(response, endpoint);
    // The SDK ends a stream without an error when it was aborted.
    if (endpoint.controller.signal.aborted) throw new Error('broken off');
    return {
      choices,
      model: reader.model || profile.model,
      usage: reader.usage(),
      seconds: (performance.now() - startedMs) / 1000,
      inOnePiece: reader.inOnePiece,
    };
  });
}

/**
 * Sends until the server takes the parameters; each round leaves out one more, so it ends. A limit on the answer that
 * does not fit beside the conversation is left out of this request alone.
 */
async function send(options: ChatOptions, endpoint: Endpoint, stream: boolean): Promise<Response> {
  let unlimited = false;
  for (;;) {
    const refused = new Set(options.pool.refusedParameters(endpoint.url));
    if (unlimited) for (const name of ANSWER_LIMITS) refused.add(name);
    const body = requestBody({ ...options, stream, refused });
    try {
      return await endpoint.client.chat.completions
        .create(body as unknown as ChatCompletionCreateParamsNonStreaming, {
          signal: endpoint.controller.signal,
          ...(options.ahead ? { headers: { [AHEAD_HEADER]: '1' } } : {}),
        })
        .asResponse();
    } catch (error) {
      if (!(error instanceof APIError)) throw error;
      const { message, param } = error;
      if (ANSWER_LIMITS.some((name) => name in body) && isAnswerLimitTooHigh(message)) {
        unlimited = true;
        continue;
      }
      if (isContextComplaint(message)) throw error;
      const parameter = refusedParameter({ status: statusOf(error) ?? 0, message, param }, body);
      if (parameter === undefined) throw error;
      options.pool.reportRefused(endpoint.url, parameter);
    }
  }
}
