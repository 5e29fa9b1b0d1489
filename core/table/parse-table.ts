import { ForerunError } from '../../contracts/errors';
import { TABLE_SCHEMA, TableModel } from '../../contracts/table-model';
import { depthOf, MOST_DEPTH } from './forest';

const LEARN = 'Write one with `forerun learn table --from FILES --out MODEL`.';

/** Checks a table file's text. Throws ForerunError `table_model_corrupt`, `table_model_version`, naming the file. */
export function parseTable(path: string, text: string, remedy = LEARN): TableModel {
  const problem = (code: string, message: string, cause?: unknown): ForerunError =>
    new ForerunError({ code, blame: 'user', message, remedy, cause });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw problem('table_model_corrupt', `the table ${path} is no JSON, or only a part of one`, cause);
  }
  const schema = (content as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'string' && schema !== TABLE_SCHEMA) {
    const message = `the table ${path} is of version ${JSON.stringify(schema.slice(0, 60))}; this program reads ${TABLE_SCHEMA}`;
    throw problem('table_model_version', message);
  }
  const parsed = TableModel.safeParse(content);
  if (parsed.success) {
    const { registries = [] } = parsed.data;
    const forests = [parsed.data, ...registries].flatMap(({ values, turns }) => [values, turns]);
    if (forests.every((forest) => forest === undefined || depthOf(forest) <= MOST_DEPTH)) return parsed.data;
    const deep = `the table ${path} is no table of ${TABLE_SCHEMA}: a tree goes on for more than ${MOST_DEPTH} steps`;
    throw problem('table_model_corrupt', deep);
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? issue.path.map(String).join('.') : 'the whole';
  const message = `the table ${path} is no table of ${TABLE_SCHEMA}: ${where}: ${issue?.message ?? 'unknown'}`;
  throw problem('table_model_corrupt', message, parsed.error);
}
