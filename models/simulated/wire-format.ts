import { sha256Hex } from '../../core/sha256';
import type { Answer } from './choose-answer';
import type { ChatBody } from './chat-body';
import { countTokens } from './count-tokens';
import type { FilledTurn } from './fill-templates';
import type { SimulatedModel } from './script';

/** An error in OpenAI's shape. */
export interface WireError {
  message: string;
  type: string;
  code: string | number | null;
  param: string | null;
}

/** One event of a stream, and what kind of piece it is. */
export interface WirePiece {
  kind: 'role' | 'reasoning' | 'text' | 'tool_name' | 'arguments' | 'finish';
  /** Position of the choice, and of the call within it. */
  choice: number;
  delta: Record<string, unknown>;
  finishReason: string | null;
}

export interface AnswerFrame {
  id: string;
  created: number;
  model: string;
}

const finishReason = (turn: FilledTurn): string => (turn.calls.length > 0 ? 'tool_calls' : 'stop');

/** Token counts of an answer by its characters, all choices together. */
export function countUsage(
  body: ChatBody,
  choices: readonly FilledTurn[],
  wire: Pick<SimulatedModel['wire'], 'cachedFraction' | 'promptCache'>,
): Record<string, unknown> {
  const counts = choices.map((turn) => countTokens(body, answerText(turn)));
  const { promptTokens = 0, cachedTokens = 0 } = counts[0] ?? {};
  const completion = counts.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completion,
    total_tokens: promptTokens + completion,
    prompt_tokens_details: {
      cached_tokens: wire.promptCache ? cachedTokens : Math.floor(promptTokens * wire.cachedFraction),
    },
  };
}

/** The whole answer as one document. */
export function wholeAnswer(
  frame: AnswerFrame,
  choices: readonly FilledTurn[],
  usage: Record<string, unknown> | undefined,
): Record<string, unknown> {
  return {
    id: frame.id,
    object: 'chat.completion',
    created: frame.created,
    model: frame.model,
    choices: choices.map((turn, index) => ({
      index,
      message: wholeMessage(frame.id, turn, index),
      finish_reason: finishReason(turn),
      logprobs: null,
    })),
    ...(usage ? { usage } : {}),
  };
}

/** A whole choice as one delta, as servers send it that only pretend to stream. */
export function wholeChoice(
  id: string,
  turn: FilledTurn,
  choice: number,
  wire: SimulatedModel['wire'],
): Record<string, unknown> {
  const { tool_calls: calls, ...message } = wholeMessage(id, turn, choice);
  const indexed = (calls as Record<string, unknown>[] | undefined)?.map((call, index) => ({
    ...callIndex(wire, index),
    ...call,
  }));
  return {
    index: choice,
    delta: { ...message, ...(indexed ? { tool_calls: indexed } : {}) },
    finish_reason: finishReason(turn),
  };
}

/** A chunk of a stream; `choices` is empty for the usage at its end. */
export function chunk(
  frame: AnswerFrame,
  choices: Record<string, unknown>[],
  usage?: Record<string, unknown>,
): Record<string, unknown> {
  return {
    id: frame.id,
    object: 'chat.completion.chunk',
    created: frame.created,
    model: frame.model,
    choices,
    ...(usage ? { usage } : {}),
  };
}

export function pieceToChoice(piece: WirePiece): Record<string, unknown> {
  return { index: piece.choice, delta: piece.delta, finish_reason: piece.finishReason, logprobs: null };
}

/** The pieces of one choice, in order; `perPart` says into how many pieces a text of so many characters is cut. */
export function splitTurn(input: {
  id: string;
  turn: FilledTurn;
  choice: number;
  wire: SimulatedModel['wire'];
  perPart: (chars: number) => number;
}): WirePiece[] {
  const { turn, choice, wire, perPart } = input;
  const make = (kind: WirePiece['kind'], delta: Record<string, unknown>): WirePiece => ({
    kind,
    choice,
    delta,
    finishReason: null,
  });
  const texts = (kind: 'reasoning' | 'text', field: string, text: string): WirePiece[] =>
    cut(text, perPart(text.length)).map((piece) => make(kind, { [field]: piece }));
  return [
    make('role', { role: 'assistant', content: turn.calls.length > 0 ? null : '' }),
    ...texts('reasoning', 'reasoning_content', turn.reasoning),
    ...texts('text', 'content', turn.text),
    ...turn.calls.flatMap((call, index) => {
      const place = callIndex(wire, index);
      const id = callIdOf(input.id, choice, index);
      const names = wire.splitNames ? cut(call.tool, 2) : [call.tool];
      return [
        ...names.map((name, part) =>
          make('tool_name', {
            tool_calls: [
              {
                ...place,
                ...(part === 0 ? { id, type: 'function' } : {}),
                function: { name, arguments: '' },
              },
            ],
          }),
        ),
        ...cut(call.argumentsText, perPart(call.argumentsText.length)).map((piece) =>
          make('arguments', { tool_calls: [{ ...place, function: { arguments: piece } }] }),
        ),
      ];
    }),
    { kind: 'finish', choice, delta: {}, finishReason: finishReason(turn) },
  ];
}

/** Id and time of an answer; every request has its own. */
export function makeFrame(requestId: number, answer: Answer, model: string, nowMs: number): AnswerFrame {
  const name = sha256Hex(`${requestId}:${answer.conversation}:${answer.turnIndex}:${model}`).slice(0, 24);
  return { id: `chatcmpl-${name}`, created: Math.floor(nowMs / 1000), model };
}

function wholeMessage(id: string, turn: FilledTurn, choice: number): Record<string, unknown> {
  return {
    role: 'assistant',
    content: turn.text === '' && turn.calls.length > 0 ? null : turn.text,
    ...(turn.reasoning ? { reasoning_content: turn.reasoning } : {}),
    ...(turn.calls.length > 0
      ? {
          tool_calls: turn.calls.map((call, index) => ({
            id: callIdOf(id, choice, index),
            type: 'function',
            function: { name: call.tool, arguments: call.argumentsText },
          })),
        }
      : {}),
  };
}

function callIndex(wire: SimulatedModel['wire'], index: number): { index?: number } {
  switch (wire.callIndex) {
    case 'normal':
      return { index };
    case 'zero':
      return { index: 0 };
    case 'missing':
      return {};
  }
}

const callIdOf = (id: string, choice: number, index: number): string =>
  `call_${id.slice(-20)}${choice}${String(index).padStart(3, '0')}`;

/** What an answer's tokens are counted of. */
export const answerText = (turn: Pick<FilledTurn, 'text' | 'reasoning' | 'calls'>): string =>
  turn.text + turn.reasoning + turn.calls.map((call) => call.tool + call.argumentsText).join('');

/** A text in so many pieces of about equal length; none for an empty text. */
function cut(text: string, pieces: number): string[] {
  if (text === '') return [];
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, pieces)));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}
