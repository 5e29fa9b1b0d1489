import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ForerunError, messageOf } from '../../contracts/errors';
import { isObject, type JsonObject } from '../../contracts/json';
import type { ToolParameters } from '../../contracts/tool';
import { boundedPattern } from './bounded-pattern';

/** Largest schema of one tool, in characters of JSON: it is sent with every request. */
const MAX_SCHEMA_CHARS = 100_000;

/** Mistakes that a model is told at once. */
const MAX_ERRORS_TOLD = 8;

/** Nothing is filled in or converted: what a model asked for is what the server gets. */
const OPTIONS = {
  strict: false,
  allErrors: true,
  unicodeRegExp: false,
  logger: false,
  code: { regExp: boundedPattern },
} as const;

/** One instance a dialect, for checking schemas by their dialect's own; each tool's schema has an instance for itself. */
const dialects = new Map<string, Ajv>();

/**
 * Parameters as a JSON Schema that somebody else wrote, compiled once, here. Without `$schema` it is of 2020-12, as MCP
 * has it; drafts 4 to 7 are read as draft 7. Throws ForerunError `tool_schema_invalid` for what is no schema of an
 * object, refers to other documents, or is too large; `name` is for its message.
 */
export function jsonSchemaParameters(name: string, schema: unknown): ToolParameters {
  const { shown, validate } = compile(name, schema);
  return {
    jsonSchema: () => shown,
    parse(args) {
      if (validate(args)) return { ok: true, arguments: args as JsonObject };
      return { ok: false, message: told(validate.errors ?? []) };
    },
  };
}

function compile(name: string, given: unknown): { shown: JsonObject; validate: ValidateFunction } {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(name, 'it is not an object');
  const chars = JSON.stringify(given).length;
  if (chars > MAX_SCHEMA_CHARS)
    throw invalid(name, `it has ${chars} characters; at most ${MAX_SCHEMA_CHARS} are possible`);
  const { $schema, ...rest } = given as JsonObject;
  // Providers insist on the type, servers without parameters often leave it out.
  const schema: JsonObject = { ...rest, type: rest.type ?? 'object' };
  if (schema.type !== 'object') throw invalid(name, `its type is ${JSON.stringify(rest.type)}, not "object"`);
  const dialect = typeof $schema === 'string' && /draft-0[4-7]\//.test($schema) ? 'draft-07' : '2020-12';
  const checker = dialects.get(dialect) ?? newAjv(dialect);
  dialects.set(dialect, checker);
  try {
    if (checker.validateSchema(schema) !== true) throw new Error(told(checker.errors ?? []));
    const own = newAjv(dialect, { validateSchema: false, meta: false });
    return { shown: shownForm(schema), validate: own.compile(schema) };
  } catch (error) {
    const reason = messageOf(error);
    throw invalid(name, reason.replace(/\s*\n\s*(→ )?/g, ' '));
  }
}

const COMBINING = ['oneOf', 'anyOf', 'allOf'] as const;

/**
 * What providers take, who refuse a whole request for one schema: `properties` are always there, and alternatives of
 * the whole are shown as the properties that they name. The check itself is by the schema as it was written.
 */
function shownForm(schema: JsonObject): JsonObject {
  const {
    oneOf: _,
    anyOf: __,
    allOf: ___,
    not: ____,
    enum: _____,
    if: ______,
    then,
    else: other,
    ...rest
  } = schema;
  const branches = [...COMBINING.map((key) => schema[key] ?? []), then ?? [], other ?? []].flat();
  const named = branches.map((branch) =>
    isObject(branch) && isObject(branch.properties) ? branch.properties : {},
  );
  const own = isObject(schema.properties) ? schema.properties : {};
  return { ...rest, properties: Object.assign({}, ...named, own) as JsonObject };
}

function newAjv(dialect: string, options: { validateSchema?: false; meta?: false } = {}): Ajv {
  const ajv: Ajv =
    dialect === 'draft-07' ? new Ajv({ ...OPTIONS, ...options }) : new Ajv2020({ ...OPTIONS, ...options });
  addFormats.default(ajv);
  return ajv;
}

const invalid = (name: string, reason: string): ForerunError =>
  new ForerunError({
    code: 'tool_schema_invalid',
    blame: 'tool',
    message: `the schema of ${name} cannot be used: ${reason}`,
    remedy: 'Whoever wrote the server has to mend it; the tool is left out until then.',
  });

/** As zod puts it: one line a mistake, with the place. */
function told(errors: readonly ErrorObject[]): string {
  const lines = errors.map((error) => `✖ ${wordsOf(error)}${placeOf(error)}`);
  const shown = [...new Set(lines)].slice(0, MAX_ERRORS_TOLD);
  return shown.join('\n') || '✖ does not match its schema';
}

function wordsOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `Unrecognized key: ${JSON.stringify(params.additionalProperty ?? params.unevaluatedProperty)}`;
    case 'enum':
      return `must be one of ${JSON.stringify(params.allowedValues)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    default:
      return message ?? keyword;
  }
}

const placeOf = ({ instancePath }: ErrorObject): string =>
  instancePath === '' ? '' : `\n  → at ${instancePath.slice(1).replaceAll('/', '.')}`;
