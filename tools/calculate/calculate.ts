import { z } from 'zod';
import type { Tool, ToolOutcome } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import type { WorkerReport } from '../shared/worker-report';
import { WorkerPool } from '../shared/worker-pool';
import type { EvaluateInput, EvaluateOutput } from './evaluate-expression';
import { normaliseExpression } from './normalise-expression';
import { readExpression } from './read-expression';

const DEADLINE_MS = 5_000;
const MEMORY_MB = 192;
const MAX_EXPRESSION_CHARS = 10_000;

const Parameters = z.strictObject({
  expression: z
    .string()
    .min(1)
    .max(MAX_EXPRESSION_CHARS)
    .describe(
      'What to compute, such as "sqrt(16) + 2^10", "20% * 85", "5 inch to cm", "mean([3, 5, 8])". Several lines may assign and use variables and functions.',
    ),
});

/**
 * A calculator: mathjs without its functions on itself and without chance, in a child process with a deadline
 * and a memory limit that stays warm between calls. The same expression always gives the same text.
 */
export function createCalculate(): Tool<z.output<typeof Parameters>> {
  const pool = new WorkerPool({
    entry: require.resolve('./evaluate-expression'),
    deadlineMs: DEADLINE_MS,
    memoryMb: MEMORY_MB,
  });
  return {
    name: 'calculate',
    description:
      'Evaluates a mathematical expression exactly where possible: arithmetic, powers (^ or **), percent, units ("90 km/h to m/s"), fractions, complex numbers, matrices, statistics, combinatorics, big integers. Several lines may assign variables and functions. No random numbers, no dates, no symbolic algebra.',
    parameters: zodParameters(Parameters),
    normalise: ({ expression }) => ({ expression: normaliseExpression(expression) }),
    async execute({ arguments: { expression: written }, context }) {
      const { expression, notes } = readExpression(written);
      const input: EvaluateInput = { expression, maxChars: context.maxChars };
      const report = await pool.run<EvaluateOutput>(input, context);
      return report.ok ? success(report.value, notes) : failure(report, expression);
    },
    warm: () => pool.warm(),
    close: () => pool.close(),
  };
}

function success({ text, truncated }: EvaluateOutput, notes: string[]): ToolOutcome {
  const cut = truncated ? ['The result is longer and was cut here; ask for a part of it.'] : [];
  const said = [...notes, ...cut].map((note) => `(${note})`);
  return { ok: true, text: [text, ...said].join('\n'), ...(truncated ? { truncated } : {}) };
}

function failure(report: Exclude<WorkerReport<unknown>, { ok: true }>, expression: string): ToolOutcome {
  switch (report.reason) {
    case 'thrown':
      return report.code === 'too_large'
        ? failed(
            'too_large',
            `The result is too large to compute (${report.message}). Ask for something smaller.`,
          )
        : failed(
            'invalid_expression',
            `Cannot evaluate this: ${report.message}.${hint(expression, report.message)}`,
          );
    case 'deadline':
      return failed(
        'deadline',
        `The calculation was stopped after ${DEADLINE_MS / 1000} s. Ask for something smaller, or use code_exec.`,
      );
    case 'memory':
      return failed(
        'memory_limit',
        `The calculation was stopped because it needed more than ${MEMORY_MB} MB. Ask for something smaller, or use code_exec.`,
      );
    case 'cancelled':
      return { ok: false, code: 'cancelled', message: 'The calculation was cancelled.', retryable: true };
    case 'crashed':
      return { ok: false, code: 'worker_crashed', message: `Calculator: ${report.message}`, retryable: true };
  }
}

function failed(code: string, message: string): ToolOutcome {
  return { ok: false, code, message, retryable: false };
}

/** What usually was meant, for mistakes that models make again and again. */
function hint(expression: string, message: string): string {
  if (/\/\//.test(expression)) return ' For whole-number division write floor(a / b).';
  if (/\d,\d{3}\b/.test(expression)) return ' Write numbers without thousands separators.';
  if (/%\s*of\b/i.test(expression)) return ' Write "20% * 50" instead of "20% of 50".';
  if (/[$€£]\s*\d/.test(expression)) return ' Leave currency signs out.';
  if (/\b(for|in|import|def|lambda|print)\b/.test(expression))
    return ' This is a calculator, not Python: use code_exec.';
  if (/Undefined (symbol|function)/.test(message)) return ' Assign it first, or check the name.';
  return '';
}
