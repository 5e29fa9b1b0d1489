import type { ModelProfile } from '../contracts/config';
import type { ChatRequest } from './chat-types';

/** vLLM handles lower numbers first; real requests have its default, 0. */
const AHEAD_PRIORITY = 10;

/** Body of a chat completion request. Wider than the SDK's type: vLLM takes more. */
export type RequestBody = Record<string, unknown> & { model: string; messages: ChatRequest['messages'] };

/** Parameters that a server may refuse and that a request can do without, or say in another way. */
const DROPPABLE = [
  'stream_options',
  'temperature',
  'parallel_tool_calls',
  'reasoning_effort',
  'chat_template_kwargs',
  'priority',
  'max_completion_tokens',
  'max_tokens',
  'tool_choice',
  'n',
] as const;

/** Names of the limit on an answer: the newer, and the older that other servers take. */
export const ANSWER_LIMITS = ['max_completion_tokens', 'max_tokens'] as const;

const REFUSAL =
  /unsupported|not support|does not support|unrecognized|unknown|unexpected|extra|not permitted|not allowed|not enabled|invalid|must be|only .* (?:is|are) supported|incompatible/i;

/** OpenAI's reasoning models, by the last part of the name (`openai/gpt-5` is one, `openai/gpt-oss-20b` is not). */
export function isReasoningModel(model: string): boolean {
  const name = model.split('/').at(-1) ?? model;
  return /^(?:o\d|gpt-5)/i.test(name) && !/^gpt-5[\w.]*-chat/i.test(name);
}

/**
 * The body that fits the model's family. Reasoning models: `max_completion_tokens`, no temperature. Others:
 * `max_tokens`, and the profile's temperature; where none is set, 0 on vLLM (whose default is the model's own sampling
 * configuration) and the server's default elsewhere. For several answers a temperature of 0 is left out: they would
 * all be equal, and vLLM refuses it. On vLLM, effort `none` switches thinking off in the chat template, and
 * speculative requests have a lower priority. Several calls in a turn are allowed.
 */
export function requestBody(input: {
  profile: ModelProfile;
  request: ChatRequest;
  ahead: boolean;
  stream: boolean;
  refused: ReadonlySet<string>;
}): RequestBody {
  const { profile, request } = input;
  const reasoning = !profile.vllm && isReasoningModel(profile.model);
  const wanted: RequestBody = {
    model: profile.model,
    messages: request.messages,
    ...(request.tools?.length
      ? {
          tools: request.tools,
          tool_choice: request.toolChoice ?? 'auto',
          ...(reasoning ? {} : { parallel_tool_calls: true }),
        }
      : {}),
    ...((request.n ?? 1) > 1 ? { n: request.n } : {}),
    ...(reasoning ? {} : temperature(profile, request)),
    ...effort(profile),
    ...(profile.vllm && input.ahead ? { priority: AHEAD_PRIORITY } : {}),
    ...(input.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
  const kept = Object.entries(wanted).filter(([name]) => !input.refused.has(name));
  return { ...(Object.fromEntries(kept) as RequestBody), ...tokenLimit(input, reasoning) };
}

function temperature(profile: ModelProfile, request: ChatRequest): { temperature?: number } {
  const value = profile.temperature ?? (profile.vllm ? 0 : undefined);
  return value === undefined || ((request.n ?? 1) > 1 && value === 0) ? {} : { temperature: value };
}

function effort(profile: ModelProfile): Record<string, unknown> {
  if (profile.reasoningEffort === undefined) return {};
  return profile.vllm && profile.reasoningEffort === 'none'
    ? { chat_template_kwargs: { enable_thinking: false } }
    : { reasoning_effort: profile.reasoningEffort };
}

/** The limit under the name that the server takes; without any once it refused both. */
function tokenLimit(
  input: { profile: ModelProfile; request: ChatRequest; refused: ReadonlySet<string> },
  reasoning: boolean,
): Record<string, number> {
  const name = (reasoning ? ANSWER_LIMITS : [...ANSWER_LIMITS].reverse()).find(
    (candidate) => !input.refused.has(candidate),
  );
  return name ? { [name]: input.request.maxTokens ?? input.profile.maxTokens } : {};
}

/**
 * The parameter that a 400 or 422 refused, if the request carried it and can do without; undefined for every other
 * complaint. `priority` is refused by a vLLM server without `--scheduling-policy priority`.
 */
export function refusedParameter(
  refusal: { status: number; message: string; param?: string | null },
  sent: RequestBody,
): string | undefined {
  if (refusal.status !== 400 && refusal.status !== 422) return undefined;
  const candidates = DROPPABLE.filter((name) => name in sent);
  const named = candidates.find((name) => name === refusal.param);
  if (named && (REFUSAL.test(refusal.message) || refusal.message === '')) return named;
  if (!REFUSAL.test(refusal.message)) return undefined;
  return candidates.find((name) => mentions(refusal.message, name));
}

/** One letter needs its quotes or an assignment around it; of two limits the message refuses the first it names. */
function mentions(message: string, name: string): boolean {
  if (name === 'n') return /(['"`])n\1|\bn\s*(?:=|must|>|should)/.test(message);
  const position = message.search(new RegExp(`\\b${name}\\b`, 'i'));
  return position >= 0 && !/use\s+['"`]?$/i.test(message.slice(0, position));
}
