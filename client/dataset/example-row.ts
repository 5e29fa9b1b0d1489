import { z } from 'zod';
import { ForerunError } from '../../contracts/errors';

/** One row of metadata in our words, whichever of the two spellings it came in. */
export interface ExampleRow {
  taskId: string;
  question: string;
  /** Empty where the row says nothing. */
  level: string;
  groundTruth?: string;
  /** Plain file name; absent where the example has no attachment. */
  fileName?: string;
  /** Path of the attachment from the dataset's root, as Hugging Face gives it. */
  filePath?: string;
  annotatorMetadata?: unknown;
}

const text = z.union([z.string(), z.number(), z.bigint()]).transform(String);
const optionalText = text.nullish().transform((value) => (value === '' ? undefined : (value ?? undefined)));

const Row = z.object({
  task_id: text.pipe(z.string().min(1)),
  question: z.string().refine((value) => value.trim() !== '', 'must not be empty'),
  level: optionalText.refine(
    (value) => value === undefined || /^[\w-]+$/.test(value),
    'must be letters or digits, such as 1',
  ),
  final_answer: optionalText,
  file_name: optionalText,
  file_path: optionalText,
  annotator_metadata: z.unknown().optional(),
});

/** Spellings of the Hugging Face form, and ours (which are the earlier implementation's). */
const SPELLINGS: Record<string, string> = {
  Question: 'question',
  Level: 'level',
  'Final answer': 'final_answer',
  'Annotator Metadata': 'annotator_metadata',
};

/** GAIA's test split says this where the answer is kept back. */
const WITHHELD = '?';

/**
 * Reads one row of metadata. `place` names the file (and line) in errors. Numbers, also 64-bit ones, are taken as text;
 * `?` and nothing as "no ground truth known". Throws ForerunError `example_malformed`.
 */
export function parseExampleRow(value: unknown, place: string): ExampleRow {
  const parsed = Row.safeParse(respell(value));
  if (!parsed.success) throw malformed(place, problemsOf(parsed.error));
  const { data } = parsed;
  const groundTruth = data.final_answer?.trim() === WITHHELD ? undefined : data.final_answer;
  return {
    taskId: data.task_id,
    question: data.question,
    level: data.level ?? '',
    ...(groundTruth === undefined ? {} : { groundTruth }),
    ...(data.file_name === undefined ? {} : { fileName: plainName(data.file_name, place) }),
    ...(data.file_path === undefined ? {} : { filePath: data.file_path }),
    ...(data.annotator_metadata === undefined ? {} : { annotatorMetadata: data.annotator_metadata }),
  };
}

function respell(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [SPELLINGS[key] ?? key, inner]));
}

/** A name from a dataset must not lead out of the example's folder. */
function plainName(name: string, place: string): string {
  if (/[/\\\0]/.test(name) || name === '.' || name === '..') {
    throw malformed(place, `file_name is ${JSON.stringify(name)}, it must be a plain file name`);
  }
  return name;
}

const problemsOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'the row'}: ${issue.message}`).join('; ');

/** ForerunError `example_malformed`: the metadata at `place` cannot be used. */
export function malformed(place: string, reason: string, cause?: unknown): ForerunError {
  return new ForerunError({
    code: 'example_malformed',
    blame: 'user',
    message: `${place}: ${reason}`,
    remedy:
      'Correct the metadata (docs/formats.md shows its form), or fetch the dataset again with `forerun gaia download`.',
    details: { place },
    cause,
  });
}
