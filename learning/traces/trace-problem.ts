import { ForerunError } from '../../contracts/errors';

export type TraceProblemCode =
  | 'trace_line_broken'
  | 'trace_schema_unknown'
  | 'trace_file_broken'
  | 'trace_file_unreadable'
  | 'traces_empty';

/** A place in trace files that cannot be used. `details` carry `file` and, where one is meant, `line` (from 1). */
export function traceProblem(input: {
  code: TraceProblemCode;
  reason: string;
  file?: string;
  line?: number;
  remedy: string;
  cause?: unknown;
}): ForerunError {
  const { code, reason, file, line, remedy, cause } = input;
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `;
  return new ForerunError({
    code,
    blame: 'user',
    message: `${place}${reason}`,
    remedy,
    details: { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) },
    cause,
  });
}

/** No line of any file was a trace. */
export function tracesEmpty(files: readonly string[], problems: number): ForerunError {
  const where = files.length === 0 ? 'no file was named' : `no trace in ${files.join(', ')}`;
  const reason = problems === 0 ? where : `${where}: what is there cannot be used`;
  const remedy =
    'Name .jsonl or .jsonl.gz files of traces (docs/formats.md); `forerun trace import` makes them.';
  return traceProblem({ code: 'traces_empty', reason, remedy });
}
