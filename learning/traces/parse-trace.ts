import type { ForerunError } from '../../contracts/errors';
import { Trace, TRACE_SCHEMA } from '../../contracts/trace';
import { traceProblem } from './trace-problem';

/** The trace in a parsed line, or what is wrong with it: `trace_schema_unknown` or `trace_line_broken`. */
export function parseTrace(input: {
  value: unknown;
  file: string;
  line: number;
}): { trace: Trace } | { error: ForerunError } {
  const { value, file, line } = input;
  const schema = schemaOf(value);
  if (schema !== undefined && schema !== TRACE_SCHEMA) {
    const reason = `the line is of schema ${JSON.stringify(schema)}; this version reads ${TRACE_SCHEMA}`;
    const remedy = 'Use the version of forerun that wrote the file, or export the runs again.';
    return { error: traceProblem({ code: 'trace_schema_unknown', reason, file, line, remedy }) };
  }
  const result = Trace.safeParse(value);
  if (result.success) return { trace: result.data };
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the line' : issue.path.join('.');
  const reason = `not a trace: ${where}: ${issue?.message ?? 'invalid'}`;
  const remedy = 'Compare the line with docs/formats.md; `forerun trace import` reads chat logs.';
  return { error: traceProblem({ code: 'trace_line_broken', reason, file, line, remedy }) };
}

const schemaOf = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'schema' in value ? value.schema : undefined;
