import { z } from 'zod';
import type { AuxModel } from '../../contracts/aux-model';
import type { Tool } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { askModel } from '../media/ask-model';
import { unfence } from './unfence';

const SYSTEM =
  'You write programs. Answer with the code only, complete and ready to run, in one fenced block, with no words before or after it. Use the standard library unless told otherwise, read input files by the names given, and print the result.';

const Parameters = z.strictObject({
  task: z.string().min(1).max(20_000).describe('What the code shall do, with its inputs and its output.'),
  language: z.string().min(1).max(40).default('python').describe('Programming language.'),
  context: z
    .string()
    .max(100_000)
    .default('')
    .describe('What the writer must know besides: data samples, file names, earlier code, an error.'),
});

/** A model writes a program; nothing is executed. */
export function createCodeGenerate({ model }: { model: AuxModel }): Tool<z.output<typeof Parameters>> {
  return {
    name: 'code_generate',
    description:
      'Writes code for a described task and returns the code alone, without running it. Run it with code_exec.',
    parameters: zodParameters(Parameters),
    normalise: ({ task, language, context }) => ({ task, language: language.toLowerCase(), context }),
    execute: ({ arguments: { task, language, context: knowledge }, context }) => {
      const parts = [
        `Language: ${language}`,
        `Task:\n${task}`,
        ...(knowledge === '' ? [] : [`Context:\n${knowledge}`]),
      ];
      return askModel({
        context,
        ask: () =>
          model.complete({
            system: SYSTEM,
            prompt: parts.join('\n\n'),
            signal: context.signal,
            ahead: context.ahead,
          }),
        shape: unfence,
      });
    },
  };
}
