import type { AuxModel } from '../../contracts/aux-model';
import { ForerunError } from '../../contracts/errors';
import type { ToolContext, ToolOutcome } from '../../contracts/tool';

type Answer = Awaited<ReturnType<AuxModel['complete']>>;

export interface AskModelInput {
  context: Pick<ToolContext, 'signal' | 'maxChars'>;
  ask(): Promise<Answer>;
  /** From the model's words to the outcome's text; the words themselves by default. */
  shape?(text: string): string;
}

/**
 * One request of a tool to a model as an outcome: provider errors keep code and retryability, an empty answer is a
 * failure, and what was paid is told in every case where the model answered. Other errors pass through.
 */
export async function askModel({
  context,
  ask,
  shape = (text) => text,
}: AskModelInput): Promise<ToolOutcome> {
  let answer: Answer;
  try {
    answer = await ask();
  } catch (error) {
    return failure(error, context.signal);
  }
  const { costUsd } = answer.usage;
  // Blank lines go, but the indentation of a first line stays: the text may be code.
  const text = shape(answer.text)
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .trimEnd();
  if (text === '') {
    return {
      ok: false,
      code: 'empty_answer',
      message: 'The model gave an empty answer.',
      retryable: true,
      costUsd,
    };
  }
  if (text.length <= context.maxChars) return { ok: true, text, costUsd };
  const mark = `\n… cut here, ${text.length} characters in all …`;
  const kept = text.slice(0, Math.max(0, context.maxChars - mark.length));
  return { ok: true, text: kept + mark, truncated: true, costUsd };
}

function failure(error: unknown, signal: AbortSignal): ToolOutcome {
  if (signal.aborted) {
    return { ok: false, code: 'cancelled', message: 'The request was cancelled.', retryable: true };
  }
  if (!(error instanceof ForerunError)) throw error;
  const message = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  return { ok: false, code: error.code, message, retryable: error.retryable };
}
