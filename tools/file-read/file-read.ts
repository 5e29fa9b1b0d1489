import { z } from 'zod';
import type { Tool, ToolOutcome } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { WorkerPool } from '../shared/worker-pool';
import type { WorkerReport } from '../shared/worker-report';
import { FileReadError } from './file-read-error';
import type { FilePage, ReadFileInput } from './read-file-page';
import { findInTaskFolder, normalisePath, showNames, type FoundFile, type FoundFolder } from './task-folder';

const DEADLINE_MS = 30_000;
/** A long PDF is given in part after that. */
const SOFT_LIMIT_MS = (DEADLINE_MS * 2) / 3;
const MEMORY_MB = 384;
const DEFAULT_LIMIT = 20_000;

const Parameters = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(1_000)
    .describe(
      'Name of the file in the task\'s folder. A member of an archive: "bundle.zip/inner.csv". "." lists the files.',
    ),
  sheet: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('For workbooks: only this sheet, by name or by number from 1. All sheets by default.'),
  offset: z
    .int()
    .nonnegative()
    .optional()
    .describe('Where to start, in characters of the rendered text. Default 0.'),
  limit: z
    .int()
    .positive()
    .optional()
    .describe(`How many characters to return at most. Default ${DEFAULT_LIMIT}.`),
});

/**
 * Reads the task's own files as text. Parsing runs in child processes with a deadline and a memory limit, so a
 * hostile file costs its own read only. Nothing outside of the task's folder can be named.
 */
export function createFileRead({ softLimitMs = SOFT_LIMIT_MS } = {}): Tool<z.output<typeof Parameters>> {
  const pool = new WorkerPool({
    entry: require.resolve('./read-file-page'),
    deadlineMs: DEADLINE_MS,
    memoryMb: MEMORY_MB,
  });
  return {
    name: 'file_read',
    description:
      'Reads a file attached to the task as text: txt, md, csv, tsv, xlsx (values, formulas, fill colours), json, jsonl, xml, html, pdf, docx, pptx, yaml, pdb, source code, and zip archives with their members. Long texts come in pages by offset and limit. For images use vision_analyze, for audio audio_transcribe.',
    parameters: zodParameters(Parameters),
    normalise: ({ path, sheet, offset, limit }) => ({
      path: normalisePath(path),
      ...(sheet === undefined ? {} : { sheet }),
      offset: offset ?? 0,
      limit: limit ?? DEFAULT_LIMIT,
    }),
    async execute({ arguments: { path, sheet, offset, limit }, context }) {
      const found = await find(await context.taskFolder(), path);
      if (found instanceof FileReadError) return failed(found.code, found.message);
      if (found.kind === 'folder') return listing(found.name, found.files);
      const input: ReadFileInput = {
        absolute: found.absolute,
        label: found.name,
        inside: found.inside,
        ...(sheet === undefined ? {} : { sheet }),
        offset: offset ?? 0,
        limit: limit ?? DEFAULT_LIMIT,
        maxChars: context.maxChars,
        softLimitMs,
      };
      const report = await pool.run<FilePage>(input, context);
      return report.ok && report.value.isPart && context.ahead ? brokenOff(found) : toOutcome(report, found);
    },
    warm: () => pool.warm(),
    close: () => pool.close(),
  };
}

async function find(folder: string, path: string): Promise<FoundFile | FoundFolder | FileReadError> {
  try {
    return await findInTaskFolder(folder, path);
  } catch (error) {
    if (error instanceof FileReadError) return error;
    throw error;
  }
}

function listing(name: string, files: string[]): ToolOutcome {
  const text = files.length === 0 ? 'There are no files.' : `Files in "${name}": ${showNames(files)}.`;
  return { ok: true, text };
}

/** A guess that was short of time is no success: the real call has time of its own. */
const brokenOff = ({ name }: FoundFile): ToolOutcome => ({
  ok: false,
  code: 'deadline',
  message: `"${name}" was read in part.`,
  retryable: true,
});

function toOutcome(report: WorkerReport<FilePage>, { name, inside }: FoundFile): ToolOutcome {
  const label = inside === '' ? name : `${name}/${inside}`;
  if (report.ok) {
    const { text, truncated } = report.value;
    return { ok: true, text, ...(truncated ? { truncated } : {}) };
  }
  switch (report.reason) {
    case 'thrown':
      return failed(report.code ?? 'unreadable_file', report.message);
    case 'deadline':
      return failed(
        'deadline',
        `Reading "${label}" took longer than ${DEADLINE_MS / 1000} s and was stopped.`,
      );
    case 'memory':
      return failed(
        'too_large',
        `Reading "${label}" needed more than ${MEMORY_MB} MB of memory and was stopped.`,
      );
    case 'cancelled':
      return { ok: false, code: 'cancelled', message: `Reading "${label}" was cancelled.`, retryable: true };
    case 'crashed':
      return {
        ok: false,
        code: 'worker_crashed',
        message: `Reading "${label}": ${report.message}`,
        retryable: true,
      };
  }
}

function failed(code: string, message: string): ToolOutcome {
  return { ok: false, code, message, retryable: false };
}
