import type { z } from 'zod';
import { ForerunError } from '../../contracts/errors';
import { httpStatusError, parseRetryAfter } from './http-status-error';
import type { OperatorResponse } from './operator-request';
import { operatorRequest } from './operator-request';

/** What the providers differ in, beside their requests and answers. */
export interface ProviderProfile {
  /** As people write it, such as `Serper`. */
  title: string;
  /** Environment variable of the key. */
  keyVariable: string;
  /** What an unsuccessful answer means; `other` goes by its status alone. */
  classify(response: OperatorResponse): 'key_refused' | 'quota_used_up' | 'too_fast' | 'other';
}

export interface ProviderSettings {
  /** Empty where there is none. */
  apiKey: string;
  /** Base URL. */
  url: string;
  timeoutMs: number;
}

interface ProviderQuestion<T> {
  profile: ProviderProfile;
  settings: ProviderSettings;
  method: 'GET' | 'POST';
  /** Appended to the base URL's own path. */
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  json?: unknown;
  answer: z.ZodType<T>;
  signal: AbortSignal;
}

/** One search request: key check, request, error mapping, answer check. Throws what SearchProvider.search promises. */
export async function askProvider<T>(question: ProviderQuestion<T>): Promise<T> {
  const { profile, settings, method, headers, json, signal } = question;
  if (settings.apiKey.trim() === '') throw noKey(profile);
  const response = await operatorRequest({
    method,
    url: endpoint(settings.url, question.path, question.query ?? {}),
    headers,
    json,
    signal,
    timeoutMs: settings.timeoutMs,
  });
  if (response.status !== 200) throw statusError(profile, response);
  return parseAnswer(profile, response.text, question.answer);
}

function endpoint(base: string, path: string, query: Record<string, string>): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function parseAnswer<T>(profile: ProviderProfile, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badAnswer(profile, 'no JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badAnswer(profile, `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unexpected'}`);
}

function statusError(profile: ProviderProfile, response: OperatorResponse): ForerunError {
  const { title, keyVariable } = profile;
  const { status, retryAfter } = response;
  const kind = profile.classify(response);
  switch (kind) {
    case 'key_refused':
      return new ForerunError({
        code: 'search_key_refused',
        blame: 'user',
        message: `${title} refused the search key (status ${status}).`,
        remedy: `Check ${keyVariable}, and that it belongs to the search provider and URL in use.`,
      });
    case 'quota_used_up':
      return new ForerunError({
        code: 'search_quota',
        blame: 'user',
        message: `The quota of the ${title} account is used up (status ${status}).`,
        remedy: `Raise the plan's limit at ${title}, or set ${keyVariable} to another account's key.`,
      });
    case 'too_fast':
      return new ForerunError({
        code: 'search_quota',
        blame: 'provider',
        retryable: true,
        retryAfterMs: parseRetryAfter(retryAfter, Date.now()),
        message: `${title} takes no more searches for the moment (status ${status}).`,
      });
    case 'other':
      return httpStatusError(`The answer of ${title}`, status, retryAfter);
  }
}

const noKey = ({ title, keyVariable }: ProviderProfile): ForerunError =>
  new ForerunError({
    code: 'no_search_key',
    blame: 'user',
    message: `Web search needs a key of ${title}, and none is configured.`,
    remedy: `Set ${keyVariable} in the environment or in .env.`,
  });

const badAnswer = ({ title }: ProviderProfile, detail: string): ForerunError =>
  new ForerunError({
    code: 'search_bad_answer',
    blame: 'provider',
    retryable: true,
    message: `${title} gave an answer that is not in its form (${detail}).`,
    remedy: 'Check the base URL of the search provider.',
  });
