import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Trace } from '../../../contracts/trace';
import { temporaryFolder } from '../../support/temporary-folder';

/** A small made-up trace; `parts` replace its fields. */
export const trace = (parts: Record<string, unknown> = {}): Record<string, unknown> => ({
  trajectory_id: 'made-up-1',
  source: 'test',
  domain: 'library',
  task_id: 't1',
  split_key: 'library:t1',
  messages: [
    { role: 'user', content: 'Which books has Ada borrowed?' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', name: 'find_reader', arguments: { name: 'Ada' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: '{"id": 7}' },
    { role: 'assistant', content: 'None.' },
  ],
  ...parts,
});

/** Writes a file of lines, each a value to put down as JSON or a text to put down as it is; returns its path. */
export function traceFile(
  lines: readonly unknown[],
  options: { name?: string; gzip?: boolean; cut?: number } = {},
): string {
  const { name = options.gzip === true ? 'traces.jsonl.gz' : 'traces.jsonl', cut } = options;
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join('');
  const bytes = options.gzip === true ? gzipSync(text) : Buffer.from(text);
  return join(temporaryFolder({ [name]: bytes.subarray(0, cut) }), name);
}

/** The ids of a trace's calls, and those that its tool messages name, in order. */
export const idsOf = (read: Trace): { calls: unknown[]; answers: unknown[] } => ({
  calls: read.messages.flatMap((message) => (message.tool_calls ?? []).map(({ id }) => id)),
  answers: read.messages.filter(({ role }) => role === 'tool').map(({ tool_call_id: id }) => id),
});
