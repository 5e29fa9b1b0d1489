import type { Trace, TraceMessage } from '../../contracts/trace';
import { normaliseCallIds } from './normalise-call-ids';
import { parseTrace } from './parse-trace';
import { readJsonLines } from './read-json-lines';
import { tracesEmpty } from './trace-problem';
import { TraceProblems, type ProblemSettings } from './trace-problems';

export interface ReadTracesInput extends ProblemSettings {
  /** .jsonl files, packed with gzip or not, read in this order. */
  files: readonly string[];
}

/**
 * The traces in files of any size, one at a time, in constant memory. Each line is checked against `Trace`
 * (contracts/trace.ts), every call gets an id that is unique in its trajectory, with its answer under the same id, and
 * negative latencies are dropped.
 * Lines that cannot be used are reported (`trace_line_broken`, `trace_schema_unknown`, `trace_file_broken`), and the rest
 * is read. Throws ForerunError `trace_file_unreadable` before the first trace where a file cannot be opened, and
 * `traces_empty` at the end where no line of any file was a trace.
 */
export async function* readTraces(input: ReadTracesInput): AsyncGenerator<Trace> {
  for await (const { trace } of readTracesOf(input)) yield trace;
}

/** `readTraces`, with the file of each. */
export async function* readTracesOf(input: ReadTracesInput): AsyncGenerator<{ trace: Trace; file: string }> {
  let traces = 0;
  const problems = new TraceProblems(input);
  for await (const line of readJsonLines(input.files)) {
    const read = 'error' in line ? line : parseTrace(line);
    if ('error' in read) problems.report(read.error);
    else {
      traces += 1;
      yield { trace: normaliseCallIds(withoutNegativeLatencies(read.trace)), file: line.file };
    }
  }
  if (traces === 0) throw tracesEmpty(input.files, problems.count);
}

/** A clock that was set back recorded nothing. */
function withoutNegativeLatencies(trace: Trace): Trace {
  const isNegative = (message: TraceMessage): boolean => (message.latency_s ?? 0) < 0;
  if (!trace.messages.some(isNegative)) return trace;
  const messages = trace.messages.map((message) => {
    if (!isNegative(message)) return message;
    const { latency_s: _negative, ...rest } = message;
    return rest;
  });
  return { ...trace, messages };
}
