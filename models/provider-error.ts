import { APIConnectionError, APIError } from 'openai';
import { ForerunError, type Blame } from '../contracts/errors';
import type { ModelProfile } from '../contracts/config';
import { isContextComplaint } from './context-complaint';
import { retryAfterMs } from './retry-after';
import { scrubSecrets } from './scrub-secrets';
import { vllmToolParser } from './vllm-tool-parser';

const MESSAGE_CHARS = 500;

/** Every code that this module gives; documented in docs/operations.md. */
export type ProviderCode =
  | 'provider_auth'
  | 'provider_rate_limit'
  | 'provider_quota'
  | 'provider_overloaded'
  | 'provider_failed'
  | 'provider_unreachable'
  | 'provider_timeout'
  | 'provider_bad_request'
  | 'provider_context_length'
  | 'provider_model_not_found'
  | 'provider_wrong_url'
  | 'provider_content_filter'
  | 'provider_cut_stream'
  | 'provider_garbage'
  | 'vllm_tool_calling_off';

export interface ProviderContext {
  profile: Pick<ModelProfile, 'apiKey' | 'model' | 'requestTimeoutMs'>;
  url: string;
  /** `headers`: no answer yet; `body`: the answer had begun. */
  phase: 'headers' | 'body';
}

/** A problem that we see ourselves, without an error object of the client. */
export interface SeenProblem {
  code: 'provider_timeout' | 'provider_cut_stream' | 'provider_garbage' | 'provider_content_filter';
  message: string;
}

/**
 * The one place where errors of a provider or of the network become ForerunErrors. Retryable is what `x-should-retry`
 * says, else what the code implies; the wait comes from `retry-after-ms` or `retry-after`. Messages name model and
 * server, and never hold a key; the original error, which may, is not kept as cause. Undefined for what comes from
 * neither: a bug of ours.
 */
export function toProviderError(error: unknown, context: ProviderContext): ForerunError | undefined {
  if (error instanceof ForerunError) return error;
  if (error instanceof APIConnectionError) return networkError(error, context);
  if (error instanceof APIError) return statusError(error, context);
  if (error instanceof SyntaxError) {
    return problemError({ code: 'provider_garbage', message: `it sent no JSON (${error.message})` }, context);
  }
  return isNetworkError(error) ? networkError(error, context) : undefined;
}

/** The same for what the client does not report as an error. */
export function problemError(problem: SeenProblem, context: ProviderContext): ForerunError {
  return build(problem.code, problem.message, context, {});
}

/** HTTP status of an API error, also of one that came inside a stream, where vLLM puts it into the body. */
export function statusOf(error: APIError): number | undefined {
  if (typeof error.status === 'number') return error.status;
  const inside = Number(error.code);
  return Number.isInteger(inside) && inside >= 400 && inside < 600 ? inside : undefined;
}

function statusError(error: APIError, context: ProviderContext): ForerunError {
  const status = statusOf(error);
  const headers = error.headers as Headers | undefined;
  const shouldRetry = headers?.get('x-should-retry');
  return build(codeOf(error, status), error.message, context, {
    retryable: shouldRetry === 'true' ? true : shouldRetry === 'false' ? false : undefined,
    retryAfterMs: headers ? retryAfterMs(headers, Date.now()) : undefined,
    status,
    providerCode: error.code ?? error.type ?? undefined,
    requestId: error.requestID ?? undefined,
  });
}

function codeOf(error: APIError, status: number | undefined): ProviderCode {
  const words = `${error.code ?? ''} ${error.type ?? ''} ${error.message}`;
  if (
    /insufficient_quota|billing|exceeded your current quota|insufficient (?:balance|credits)/i.test(words)
  ) {
    return 'provider_quota';
  }
  if (/enable-auto-tool-choice|tool-call-parser/i.test(words)) return 'vllm_tool_calling_off';
  if (isContextComplaint(words)) return 'provider_context_length';
  if (/content_filter|content_policy|content management policy|safety system/i.test(words))
    return 'provider_content_filter';
  return codeByStatus(error, status, words);
}

function codeByStatus(error: APIError, status: number | undefined, words: string): ProviderCode {
  switch (status) {
    case 401:
    case 403:
      return 'provider_auth';
    case 402:
      return 'provider_quota';
    case 404:
      return /model/i.test(words) ? 'provider_model_not_found' : 'provider_wrong_url';
    case 405:
      return 'provider_wrong_url';
    case 408:
    case 504:
      return 'provider_timeout';
    case 413:
      return 'provider_context_length';
    case 429:
      return 'provider_rate_limit';
    case 503:
    case 529:
      return 'provider_overloaded';
    case undefined:
      return codeWithoutStatus(words);
    default:
      return status >= 500 || status === 409 || status === 425 ? 'provider_failed' : 'provider_bad_request';
  }
}

/** Errors inside a stream carry a type instead of a status. */
function codeWithoutStatus(words: string): ProviderCode {
  if (/rate.?limit/i.test(words)) return 'provider_rate_limit';
  if (/overloaded|unavailable/i.test(words)) return 'provider_overloaded';
  if (/invalid_request|bad.?request/i.test(words)) return 'provider_bad_request';
  return 'provider_failed';
}

function networkError(error: unknown, context: ProviderContext): ForerunError {
  const reason = rootReason(error);
  return context.phase === 'body'
    ? build('provider_cut_stream', `the answer broke off (${reason})`, context, {})
    : build('provider_unreachable', `no answer (${reason})`, context, {});
}

/** What `fetch` throws: for a failed request, for a body that breaks off, and codes of sockets and undici. */
function isNetworkError(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'string' && /^(?:E[A-Z_]+|UND_ERR_\w+|HPE_\w+)$/.test(code)) return true;
    if (current instanceof TypeError && /^(?:fetch failed|terminated)$/.test(current.message)) return true;
  }
  return false;
}

/** The innermost code or message; `fetch failed` alone tells nobody anything. */
function rootReason(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error && current.cause; depth += 1)
    current = current.cause;
  if (!(current instanceof Error)) return String(current);
  const code = (current as { code?: unknown }).code;
  const message = current.message || current.name;
  return typeof code === 'string' && !message.includes(code) ? `${code}: ${message}` : message;
}

interface Known {
  blame: Blame;
  retryable: boolean;
  remedy: (context: ProviderContext) => string;
}

const operator = (remedy: Known['remedy']): Known => ({ blame: 'user', retryable: false, remedy });
const passing = (remedy: Known['remedy']): Known => ({ blame: 'provider', retryable: true, remedy });

const KNOWN: Record<ProviderCode, Known> = {
  provider_auth: operator(() => 'Check the API key of this model role, and that it belongs to this server.'),
  provider_rate_limit: passing(() => 'Lower the concurrency of this model profile, or raise the rate limit.'),
  provider_quota: operator(() => 'Top up the account behind this key, or use another key.'),
  provider_overloaded: passing(() => 'Nothing to do: the request is repeated.'),
  provider_failed: passing(
    () => "Nothing to do: the request is repeated. If it lasts, read the server's log.",
  ),
  provider_unreachable: passing(
    (context) => `Start the model server at ${host(context)}, or correct its URL.`,
  ),
  provider_timeout: passing(
    (context) =>
      `Raise requestTimeoutMs of this model profile (now ${context.profile.requestTimeoutMs}), or use a faster model.`,
  ),
  provider_bad_request: operator(
    () => 'The server refuses the request as it is; its message says which part.',
  ),
  provider_context_length: operator(
    () => 'Lower LLM_MAX_TOKENS or the tool limits, or use a model with a longer context.',
  ),
  provider_model_not_found: operator(
    (context) =>
      `Check the model name "${context.profile.model}"; the server lists its models under /models.`,
  ),
  provider_wrong_url: operator(() => 'Check the base URL of this model role; it usually ends with /v1.'),
  provider_content_filter: {
    blame: 'provider',
    retryable: false,
    remedy: () => "The provider's content filter refused the conversation; rephrase the task.",
  },
  provider_cut_stream: passing(() => 'Nothing to do: the request is repeated.'),
  provider_garbage: passing(() => 'Check that the base URL is an OpenAI-compatible server.'),
  vllm_tool_calling_off: operator((context) => {
    const parser = vllmToolParser(context.profile.model);
    return parser
      ? `Start vLLM with --enable-auto-tool-choice --tool-call-parser ${parser}.`
      : "Start vLLM with --enable-auto-tool-choice and --tool-call-parser with the parser of the model's family.";
  }),
};

function build(
  code: ProviderCode,
  message: string,
  context: ProviderContext,
  seen: {
    retryable?: boolean;
    retryAfterMs?: number;
    status?: number;
    providerCode?: string;
    requestId?: string;
  },
): ForerunError {
  const known = KNOWN[code];
  const { retryable, retryAfterMs: waitMs, ...details } = seen;
  const clean = scrubSecrets(message, [context.profile.apiKey]).slice(0, MESSAGE_CHARS);
  return new ForerunError({
    code,
    blame: known.blame,
    message: `Model "${context.profile.model}" at ${host(context)}: ${clean}`,
    remedy: known.remedy(context),
    retryable: retryable ?? known.retryable,
    retryAfterMs: waitMs,
    details: { ...details, host: host(context) },
  });
}

/** Where the server is, without path, query or credentials. */
function host(context: ProviderContext): string {
  return URL.canParse(context.url) ? new URL(context.url).host : scrubSecrets(context.url, []);
}
