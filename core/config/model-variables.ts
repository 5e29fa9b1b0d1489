import { NO_KEY, OPENAI_URL, PROFILE_DEFAULTS, ROLE_DEFAULTS } from './defaults';
import type { Condition, Variable } from './variable';

const openai: Condition = { provider: 'openai' };
const vllm: Condition = { provider: 'vllm' };

export const MODEL_VARIABLES: Variable[] = [
  {
    name: 'MODEL_PROVIDER',
    path: 'provider',
    description: 'Which kind of model server the defaults are for: openai or vllm.',
  },
  {
    name: 'OPENAI_API_KEY',
    family: 'openai',
    path: 'models.*.apiKey',
    secret: true,
    description: 'Key for api.openai.com, or for OPENAI_BASE_URL set in the same place; sent nowhere else.',
  },
  {
    name: 'OPENAI_BASE_URL',
    family: 'openai',
    path: 'models.*.baseUrls',
    only: openai,
    otherwise: OPENAI_URL,
    description: 'OpenAI-compatible server for all roles (comma-separated: several with the same model).',
  },
  {
    name: 'GAIA_ACTOR_MODEL',
    path: 'models.actor.model',
    otherwise: ROLE_DEFAULTS.openai.actor.model,
    description: 'Model that decides; the name as its server knows it, may be a path.',
  },
  {
    name: 'GAIA_SPEC_MODEL',
    path: 'models.spec.model',
    otherwise: ROLE_DEFAULTS.openai.spec.model,
    description: 'Model that predicts (smaller, faster); may be a path.',
  },
  {
    name: 'ACTOR_BASE_URL',
    path: 'models.actor.baseUrls',
    otherwise: "the provider's",
    description: 'Any OpenAI-compatible server for the actor, whatever the provider (comma-separated list).',
  },
  {
    name: 'SPEC_BASE_URL',
    path: 'models.spec.baseUrls',
    otherwise: "the provider's",
    description: 'The same for the predictor.',
  },
  {
    name: 'ACTOR_OPENAI_API_KEY',
    family: 'openai',
    path: 'models.actor.apiKey',
    secret: true,
    otherwise: 'OPENAI_API_KEY',
    description: 'Key of the actor, for OpenAI or for ACTOR_BASE_URL; EMPTY where that server wants none.',
  },
  {
    name: 'SPEC_OPENAI_API_KEY',
    family: 'openai',
    path: 'models.spec.apiKey',
    secret: true,
    otherwise: 'OPENAI_API_KEY',
    description: 'The same for the predictor.',
  },
  {
    name: 'VLLM_ACTOR_URL',
    family: 'vllm',
    path: 'models.actor.baseUrls',
    only: vllm,
    otherwise: ROLE_DEFAULTS.vllm.actor.baseUrls.join(),
    description: 'vLLM server of the actor (comma-separated: several GPUs with the same model).',
  },
  {
    name: 'VLLM_SPEC_URL',
    family: 'vllm',
    path: 'models.spec.baseUrls',
    only: vllm,
    otherwise: ROLE_DEFAULTS.vllm.spec.baseUrls.join(),
    description: 'vLLM server of the predictor (comma-separated list).',
  },
  {
    name: 'VLLM_BASE_URL',
    family: 'vllm',
    path: 'models.*.baseUrls',
    only: vllm,
    description: 'vLLM server for every role whose own is not set.',
  },
  {
    name: 'VLLM_API_KEY',
    family: 'vllm',
    path: 'models.*.apiKey',
    secret: true,
    otherwise: NO_KEY,
    description: 'Key for the VLLM_* servers set in the same place.',
  },
  {
    name: 'LLM_MAX_TOKENS',
    path: 'models.*.maxTokens',
    otherwise: String(PROFILE_DEFAULTS.maxTokens),
    description: 'Most tokens of one answer.',
  },
  {
    name: 'FORERUN_KEY_HOSTS',
    path: 'keys.allowedHosts',
    description:
      'Hosts (name or name:port, comma-separated) that keys may be sent to besides their own endpoints.',
  },
];

export const VISION_AND_AUDIO_VARIABLES: Variable[] = [
  {
    name: 'VISION_MODEL',
    path: 'models.vision.model',
    otherwise: `${ROLE_DEFAULTS.openai.vision.model}; with vllm the actor's`,
    description: 'Model that looks at images.',
  },
  {
    name: 'VISION_BASE_URL',
    path: 'models.vision.baseUrls',
    otherwise: "the provider's; with vllm the actor's",
    description: 'Its server.',
  },
  {
    name: 'VISION_API_KEY',
    path: 'models.vision.apiKey',
    secret: true,
    otherwise: 'OPENAI_API_KEY',
    description: 'Its key.',
  },
  {
    name: 'AUDIO_MODEL',
    path: 'models.transcribe.model',
    otherwise: `${ROLE_DEFAULTS.openai.transcribe.model}; with vllm ${ROLE_DEFAULTS.vllm.transcribe.model}`,
    description: 'Model that transcribes recordings.',
  },
  {
    name: 'AUDIO_BASE_URL',
    path: 'models.transcribe.baseUrls',
    otherwise: "the provider's; with vllm the actor's",
    description: 'Its server.',
  },
  {
    name: 'AUDIO_API_KEY',
    path: 'models.transcribe.apiKey',
    secret: true,
    otherwise: 'OPENAI_API_KEY',
    description: 'Its key.',
  },
];

/** The settings that the actor and the predictor have alike. */
export function roleVariables(role: 'actor' | 'spec'): Variable[] {
  const prefix = `FORERUN_${role.toUpperCase()}`;
  const path = `models.${role}`;
  const who = role === 'actor' ? 'actor' : 'predictor';
  return [
    {
      name: `${prefix}_PRICE`,
      path: `${path}.priceUsdPerMillion`,
      otherwise: "the model's list price, 0 with vllm",
      description: `Price of the ${who}: dollars per million tokens, input/cached/output, such as 1.25/0.125/10.`,
    },
    {
      name: `${prefix}_CONCURRENCY`,
      path: `${path}.concurrency`,
      otherwise: String(PROFILE_DEFAULTS.concurrency),
      description: `Requests of the ${who} at a time, per worker process.`,
    },
    {
      name: `${prefix}_AHEAD_CONCURRENCY`,
      path: `${path}.aheadConcurrency`,
      otherwise: 'one less than its concurrency',
      description: 'Of these, requests ahead of the actor.',
    },
    {
      name: `${prefix}_TEMPERATURE`,
      path: `${path}.temperature`,
      otherwise: "the server's",
      description: `Temperature of the ${who}; not sent to reasoning models.`,
    },
    {
      name: `${prefix}_REASONING_EFFORT`,
      path: `${path}.reasoningEffort`,
      otherwise: "the server's",
      description: `Reasoning effort of the ${who}: minimal, low, medium, high or none.`,
    },
    {
      name: `${prefix}_TIMEOUT_MS`,
      path: `${path}.requestTimeoutMs`,
      otherwise: String(ROLE_DEFAULTS.openai[role].requestTimeoutMs),
      description: `Longest that a request of the ${who} may take, in milliseconds.`,
    },
  ];
}
