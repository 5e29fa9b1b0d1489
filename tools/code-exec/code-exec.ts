import { z } from 'zod';
import type { Config } from '../../contracts/config';
import type { Tool, ToolOutcome } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { pythonPackages } from '../sandbox/python-packages';
import { pythonSnapshot } from '../sandbox/python-snapshot';
import { runSandboxed } from '../sandbox/run-sandboxed';
import { SANDBOX_LANGUAGES, type SandboxResult } from '../sandbox/sandbox-types';
import { cutMiddle } from './cut-middle';

const MAX_CODE_CHARS = 200_000;
/** Of the characters that the model is shown, those kept for an error, which stands at the end. */
const ERROR_SHARE = 0.5;

const Parameters = z.strictObject({
  language: z.enum(SANDBOX_LANGUAGES).describe('Language of the program.'),
  code: z
    .string()
    .min(1)
    .max(MAX_CODE_CHARS)
    .describe('The whole program. Each call starts afresh: nothing is kept from earlier ones.'),
  timeout_seconds: z
    .number()
    .positive()
    .optional()
    .describe('Stop the program after this many seconds; the configured limit is the longest.'),
});

export interface CodeExecOptions {
  sandbox: Config['sandbox'];
  /** Name or path of the `unshare` program; found on PATH by default. */
  unshare?: string;
}

/** Runs model-written programs in the sandbox. A program's own error is an outcome with its traceback. */
export function createCodeExec({ sandbox, unshare }: CodeExecOptions): Tool<z.output<typeof Parameters>> {
  return {
    name: 'code_exec',
    description: describe(),
    parameters: zodParameters(Parameters),
    async execute({ arguments: { language, code, timeout_seconds }, context }) {
      const wishedMs = (timeout_seconds ?? Infinity) * 1000;
      const timeoutMs = Math.max(1, Math.min(sandbox.timeoutMs, Math.round(wishedMs)));
      const result = await runSandboxed(
        {
          language,
          code,
          timeoutMs,
          memoryMb: sandbox.memoryMb,
          signal: context.signal,
          ...(context.attachments.length === 0 ? {} : { folder: await context.taskFolder() }),
        },
        { allowWeak: sandbox.allowWeakSandbox, ...(unshare === undefined ? {} : { unshare }) },
      );
      return toOutcome(result, { timeoutMs, memoryMb: sandbox.memoryMb, maxChars: context.maxChars });
    },
    warm: async () => void (await pythonSnapshot()),
  };
}

function describe(): string {
  const packages = pythonPackages().map((one) => `${one.import} ${one.version}`);
  return [
    'Runs a program and returns what it prints, then the value of its last expression; an error comes back with its traceback.',
    "The task's files lie in the current folder, /task, read-only; write to /scratch. There is no network and no other process.",
    `Python 3.14 with its standard library and these packages: ${packages.join(', ')}. Others, numpy and pandas among them, are not there and cannot be installed.`,
    'JavaScript runs in Node with its built-in modules; require, import and top-level await work.',
  ].join(' ');
}

interface Limits {
  timeoutMs: number;
  memoryMb: number;
  maxChars: number;
}

function toOutcome(result: SandboxResult, limits: Limits): ToolOutcome {
  switch (result.kind) {
    case 'finished':
      return success(result, limits.maxChars);
    case 'program_error':
      return failure('program_error', result.output, result.error, limits);
    case 'timeout':
      return failure(
        'timeout',
        result.output,
        `The program was stopped: it ran longer than ${limits.timeoutMs / 1000} s. Do less work, or print partial results.`,
        limits,
      );
    case 'memory_limit':
      return failure(
        'memory_limit',
        result.output,
        `The program was stopped: it needed more than ${limits.memoryMb} MB of memory.`,
        limits,
      );
    case 'output_limit':
      return failure(
        'output_limit',
        result.output,
        'The program was stopped: it wrote too much. Print only what you need.',
        limits,
      );
    case 'cancelled':
      return { ok: false, code: 'cancelled', message: 'The program was cancelled.', retryable: true };
    case 'crashed':
      return {
        ...failure('sandbox_crashed', result.output, `The sandbox ${result.detail}`, limits),
        retryable: true,
      };
    case 'unavailable':
      return {
        ok: false,
        code: 'sandbox_unavailable',
        message: `Programs are not run here: ${result.reason}. ${result.remedy}`,
        retryable: false,
      };
  }
}

function success(result: Extract<SandboxResult, { kind: 'finished' }>, maxChars: number): ToolOutcome {
  const printed = [result.output.trimEnd(), result.value].filter((part) => part !== '').join('\n');
  const cut = cutMiddle(printed === '' ? '(The program printed nothing.)' : printed, maxChars);
  return { ok: true, text: cut.text, ...(cut.truncated || result.truncated ? { truncated: true } : {}) };
}

function failure(
  code: string,
  output: string,
  error: string,
  { maxChars }: Limits,
): ToolOutcome & { ok: false } {
  const told = cutMiddle(error, Math.floor(maxChars * ERROR_SHARE)).text;
  const printed = cutMiddle(output.trimEnd(), Math.max(0, maxChars - told.length - 1)).text;
  const message = printed === '' ? told : `${printed}\n${told}`;
  return { ok: false, code, message, retryable: false };
}
