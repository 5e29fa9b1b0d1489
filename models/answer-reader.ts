import type OpenAI from 'openai';
import { APIError } from 'openai';
import { Stream } from 'openai/streaming';
import type { ModelProfile } from '../contracts/config';
import type { Usage } from '../contracts/decision';
import { isObject } from '../contracts/json';
import { AnswerAssembly, type WireMessage } from './answer-assembly';
import type { ChatChoice, ChatEvent, ChatRequest } from './chat-types';
import { EndSign } from './end-sign';
import { problemError, type ProviderContext } from './provider-error';
import { estimateUsage, readUsage } from './usage';

/** Reads one answer in either form, event stream or single document, whatever was asked for. */
export class AnswerReader {
  model = '';
  private reported: Usage | undefined;
  private chunks = 0;
  private readonly choices = new Map<number, AnswerAssembly>();
  private readonly toolNames: string[];

  constructor(
    private readonly profile: ModelProfile,
    private readonly request: ChatRequest,
    private readonly onEvent: (event: ChatEvent) => void,
  ) {
    this.toolNames = (request.tools ?? []).flatMap((tool) =>
      tool.type === 'function' ? [tool.function.name] : [],
    );
  }

  /** Nothing could be seen before the answer was complete: a document, or a stream of one event (and its usage). */
  get inOnePiece(): boolean {
    return this.chunks <= 2;
  }

  /** As the server reports it, else estimated from what was sent and read so far. */
  usage(): Usage {
    const chars = [...this.choices.values()].reduce((sum, choice) => sum + choice.chars, 0);
    return this.reported ?? estimateUsage(this.request, chars, this.profile.priceUsdPerMillion);
  }

  /**
   * Reads to the last byte and returns the choices in order. Throws what the client throws, `provider_cut_stream` or
   * `provider_garbage` where the answer ends without a finish reason (and without `[DONE]`) or holds none, and `provider_content_filter` where
   * a filter left nothing of it.
   */
  async read(
    response: Response,
    input: { client: OpenAI; controller: AbortController; url: string },
  ): Promise<ChatChoice[]> {
    const context: ProviderContext = { profile: this.profile, url: input.url, phase: 'body' };
    const type = response.headers.get('content-type') ?? '';
    if (/html/i.test(type)) {
      throw problemError({ code: 'provider_garbage', message: `it sent ${type} instead of JSON` }, context);
    }
    if (/json/i.test(type)) this.takeWhole(JSON.parse(await response.text()), response);
    else await this.readStream(response, input, context);
    if (this.choices.size === 0) {
      throw problemError({ code: 'provider_garbage', message: 'its answer holds no choice' }, context);
    }
    const choices = [...this.choices]
      .sort(([left], [right]) => left - right)
      .map(([, choice]) => choice.end());
    if (choices.every(isFiltered)) {
      throw problemError(
        { code: 'provider_content_filter', message: 'the whole answer was filtered' },
        context,
      );
    }
    return choices;
  }

  private async readStream(
    response: Response,
    input: { client: OpenAI; controller: AbortController },
    context: ProviderContext,
  ): Promise<void> {
    const sign = new EndSign();
    const { client, controller } = input;
    for await (const chunk of Stream.fromSSEResponse<unknown>(sign.watch(response), controller, client)) {
      this.chunks += 1;
      this.takeChunk(chunk);
    }
    if (this.chunks === 0) {
      throw problemError({ code: 'provider_garbage', message: 'its stream holds no data' }, context);
    }
    // Some servers and gateways give no reason. Their sign of the end, and nothing left open, says as much.
    const isOver = (choice: AnswerAssembly): boolean => choice.finished || (sign.seen && choice.isWhole);
    if (this.choices.size === 0 || ![...this.choices.values()].every(isOver)) {
      throw problemError(
        { code: 'provider_cut_stream', message: 'the answer ended without a finish reason' },
        context,
      );
    }
  }

  private takeWhole(document: unknown, response: Response): void {
    if (isObject(document) && isObject(document.error) && !Array.isArray(document.choices)) {
      throw new APIError(undefined, document.error, undefined, response.headers);
    }
    this.takeChunk(document);
  }

  private takeChunk(chunk: unknown): void {
    if (!isObject(chunk)) return;
    if (typeof chunk.model === 'string' && chunk.model !== '') this.model = chunk.model;
    this.reported = readUsage(chunk.usage, this.profile.priceUsdPerMillion) ?? this.reported;
    if (!Array.isArray(chunk.choices)) return;
    for (const choice of chunk.choices as unknown[]) if (isObject(choice)) this.takeChoice(choice);
  }

  private takeChoice(choice: Record<string, unknown>): void {
    const assembly = this.assembly(typeof choice.index === 'number' ? choice.index : 0);
    const message = choice.delta ?? choice.message;
    if (isObject(message)) assembly.take(message as WireMessage);
    assembly.takeFinish(choice.finish_reason);
  }

  private assembly(index: number): AnswerAssembly {
    const known = this.choices.get(index);
    if (known) return known;
    const made = new AnswerAssembly(this.toolNames, index === 0 ? this.onEvent : (): void => undefined);
    this.choices.set(index, made);
    return made;
  }
}

function isFiltered({ finish, text, toolCalls }: ChatChoice): boolean {
  return finish === 'content_filter' && text.trim() === '' && toolCalls.length === 0;
}
