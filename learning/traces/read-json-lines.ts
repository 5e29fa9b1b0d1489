import { access, constants, stat } from 'node:fs/promises';
import { messageOf, type ForerunError } from '../../contracts/errors';
import { readLines } from '../../store/read-lines';
import { documentIn, type JsonDocument } from './json-document';
import { openText } from './open-text';
import { traceProblem } from './trace-problem';

/** One line of a .jsonl file, parsed, or what is wrong with it. `line` counts from 1. */
export type JsonLine =
  { file: string; line: number; value: unknown } | { file: string; line: number; error: ForerunError };

const REMEDY = 'Mend or remove that line; each line has to be one JSON object.';

/**
 * The lines of .jsonl files, packed with gzip or not, of any size, in constant memory; a file that is one JSON document
 * over several lines gives that, or the elements of its list, as if each were a line. A broken line comes as its error
 * and the next ones follow; so does a file that breaks off in the middle (`trace_file_broken`), and the next file
 * follows. Blank lines are passed over. Throws ForerunError `trace_file_unreadable`, before anything is read, where a
 * file cannot be opened.
 */
export async function* readJsonLines(files: readonly string[]): AsyncGenerator<JsonLine> {
  for (const file of files) await assertReadable(file);
  for (const file of files) yield* linesOf(file);
}

async function* linesOf(file: string): AsyncGenerator<JsonLine> {
  let number = 0;
  try {
    const document = await documentIn(file);
    if (document) return yield* inDocument(file, document);
    for await (const line of readLines(await openText(file))) {
      number = line.number;
      if (line.tooLong) yield { file, line: number, error: broken(file, number, 'the line is too long') };
      else if (line.text.trim() !== '') yield parsed(file, number, line.text);
    }
  } catch (cause) {
    yield { file, line: number, error: brokenOff(file, number, messageOf(cause), cause) };
  }
}

function* inDocument(file: string, document: JsonDocument): Generator<JsonLine> {
  if ('values' in document) for (const { line, value } of document.values) yield { file, line, value };
  else {
    const reason = `neither JSON Lines nor one JSON document: ${document.reason}`;
    const remedy = 'Write one JSON object a line, such as by `jq -c ".[]" FILE`.';
    yield {
      file,
      line: 1,
      error: traceProblem({ code: 'trace_line_broken', reason, file, line: 1, remedy }),
    };
  }
}

function parsed(file: string, line: number, text: string): JsonLine {
  try {
    return { file, line, value: JSON.parse(text) as unknown };
  } catch (cause) {
    return { file, line, error: broken(file, line, `not valid JSON (${messageOf(cause)})`, cause) };
  }
}

async function assertReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
    if ((await stat(file)).isDirectory()) throw new Error('it is a folder');
  } catch (cause) {
    const remedy =
      'Name files that exist and that you may read; for a folder name its files (FOLDER/*.jsonl.gz).';
    const reason = `cannot be read (${messageOf(cause)})`;
    throw traceProblem({ code: 'trace_file_unreadable', reason, file, remedy, cause });
  }
}

function brokenOff(file: string, line: number, why: string, cause: unknown): ForerunError {
  const code = 'trace_file_broken';
  if (line === 0) {
    const reason = `nothing of the file can be read (${why})`;
    return traceProblem({ code, reason, file, remedy: 'Fetch or write the file again.', cause });
  }
  const reason = `the file breaks off behind this line (${why})`;
  const remedy = 'Fetch or write the file again; the lines before it were used.';
  return traceProblem({ code, reason, file, line, remedy, cause });
}

const broken = (file: string, line: number, reason: string, cause?: unknown): ForerunError =>
  traceProblem({ code: 'trace_line_broken', reason, file, line, remedy: REMEDY, cause });
