import { isObject } from '../contracts/json';

/** What a server says of an error, in the form that the SDK reads. */
export interface ErrorBody {
  message: string;
  type?: unknown;
  code?: unknown;
  param?: unknown;
}

/**
 * The error in a refusal's JSON body. OpenAI and newer vLLM wrap it (`{error: {message}}`); vLLM up to 0.10 and Mistral
 * do not (`{object: "error", message}`), others send a text for `error`, a list of one (Gemini), or FastAPI's `detail`.
 * A body of no known form is its own message, so that nothing a server says is lost. Undefined where there is no body.
 */
export function readErrorBody(body: unknown): ErrorBody | undefined {
  if (body === undefined || body === null) return undefined;
  if (Array.isArray(body) && body.length === 1) return readErrorBody(body[0]);
  if (!isObject(body)) return { message: textOf(body) };
  const { error, message, detail } = body;
  if (isObject(error)) return { ...error, message: textOf(error.message ?? error) };
  if (error !== undefined && error !== null)
    return { message: textOf(error), type: body.error_type ?? body.type };
  const said = message ?? detail;
  return { ...body, message: said === undefined ? JSON.stringify(body) : textOf(said) };
}

/** Text as it is; of FastAPI's complaints, each with its place; anything else as JSON. */
function textOf(said: unknown): string {
  if (typeof said === 'string') return said;
  const complaints = isObject(said) ? said.detail : said;
  if (!Array.isArray(complaints) || !complaints.every(isComplaint)) return JSON.stringify(said);
  return complaints.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
}

function isComplaint(value: unknown): value is { loc: unknown[]; msg: string } {
  return isObject(value) && Array.isArray(value.loc) && typeof value.msg === 'string';
}
