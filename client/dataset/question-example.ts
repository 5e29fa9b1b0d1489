import { basename } from 'node:path';
import { ForerunError } from '../../contracts/errors';
import { sha256Hex } from '../../core/sha256';
import type { DatasetExample } from './example';

/**
 * A question of the user's own as an example: no level, no ground truth, an id made of the question and file names.
 * Throws ForerunError `question_missing`.
 */
export function questionExample(input: { question: string; files: readonly string[] }): DatasetExample {
  if (input.question.trim() === '') {
    throw new ForerunError({
      code: 'question_missing',
      blame: 'user',
      message: 'The question is empty.',
      remedy: 'Give it as one argument: forerun ask "How many …?"',
    });
  }
  const files = input.files.map((path) => ({ name: basename(path), path }));
  const id = `ask_${sha256Hex(JSON.stringify([input.question, files.map(({ name }) => name)])).slice(0, 12)}`;
  return { id, level: '', taskId: id, question: input.question, files, origin: 'forerun ask' };
}
