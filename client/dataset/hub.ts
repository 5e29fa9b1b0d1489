import { setTimeout as sleep } from 'node:timers/promises';
import { datasetInfo, listFiles } from '@huggingface/hub';
import { ForerunError } from '../../contracts/errors';

/** Where a dataset is fetched from. Token and endpoint belong together: the token is sent to that endpoint. */
export interface Hub {
  repository: string;
  /** Base URL; Hugging Face itself where absent. */
  endpoint?: string;
  token?: string;
  /** Pause before the second attempt of a request, doubled with each further one. */
  retryDelayMs: number;
}

/**
 * Endpoint and token as Hugging Face's own programs read them: HF_ENDPOINT, HF_TOKEN. Throws ForerunError `bad_endpoint`
 * where the endpoint is no address.
 */
export function hubFromEnvironment(
  environment: Record<string, string | undefined>,
): Pick<Hub, 'endpoint' | 'token'> {
  const endpoint = environment.HF_ENDPOINT?.trim().replace(/\/+$/, '');
  const token = environment.HF_TOKEN?.trim();
  if (endpoint && !/^https?:\/\/[^/]/.test(endpoint)) throw badEndpoint(endpoint);
  return { ...(endpoint ? { endpoint } : {}), ...(token ? { token } : {}) };
}

/** What the hub's client library is told with every request. */
export const hubOptions = (hub: Hub): { hubUrl?: string; accessToken?: string } => ({
  ...(hub.endpoint === undefined ? {} : { hubUrl: hub.endpoint }),
  ...(hub.token === undefined ? {} : { accessToken: hub.token }),
});

/** A file of the repository, with what its content can be checked against. */
export interface HubFile {
  path: string;
  bytes: number;
  /** SHA-256 of the content, for files in large-file storage; else git's id of it. */
  digest: { kind: 'sha256' | 'git-sha1'; hex: string };
}

/** The commit that a branch, tag or commit names now. */
export async function resolveCommit(hub: Hub, revision: string): Promise<string> {
  const info = await withRetries(hub, () =>
    datasetInfo({ name: hub.repository, revision, additionalFields: ['sha'], ...hubOptions(hub) }),
  );
  return info.sha;
}

/** The files of a folder at a commit, by name. */
export async function filesOfFolder(hub: Hub, commit: string, folder: string): Promise<Map<string, HubFile>> {
  const repo = { type: 'dataset', name: hub.repository } as const;
  return withRetries(hub, async () => {
    const files = new Map<string, HubFile>();
    for await (const entry of listFiles({ repo, revision: commit, path: folder, ...hubOptions(hub) })) {
      if (entry.type !== 'file') continue;
      const digest: HubFile['digest'] = entry.lfs
        ? { kind: 'sha256', hex: entry.lfs.oid }
        : { kind: 'git-sha1', hex: entry.oid ?? '' };
      const name = entry.path.slice(folder.length + 1);
      files.set(name, { path: entry.path, bytes: entry.lfs?.size ?? entry.size, digest });
    }
    return files;
  });
}

const ATTEMPTS = 4;

/** Carries work out, up to four times as long as its error is a passing one. Throws ForerunErrors (`hubError`). */
export async function withRetries<T>(hub: Hub, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (cause) {
      const error = hubError(hub, cause);
      if (!error.retryable || attempt >= ATTEMPTS) throw error;
      await sleep(hub.retryDelayMs * 2 ** (attempt - 1));
    }
  }
}

/** The library's errors for people: `dataset_gated`, `dataset_not_found`, `bad_token`, `dataset_unreachable`. */
export function hubError(hub: Hub, cause: unknown): ForerunError {
  if (cause instanceof ForerunError) return cause;
  const status = statusOf(cause);
  const reason = reasonOf(cause);
  if (status === 401 || status === 403) return gated(hub, status, cause);
  if (status === 404) return notFound(hub, reason, cause);
  if (/access token must start/i.test(reason)) return badToken(cause);
  return new ForerunError({
    code: 'dataset_unreachable',
    blame: 'provider',
    message: `Fetching ${hub.repository} failed: ${reason}`,
    remedy:
      'Run the command again: it goes on where it stopped. Behind a mirror or gateway, set HF_ENDPOINT.',
    retryable: status === undefined || status === 408 || status === 429 || status >= 500,
    cause,
  });
}

function gated(hub: Hub, status: number, cause: unknown): ForerunError {
  const page = `${hub.endpoint ?? 'https://huggingface.co'}/datasets/${hub.repository}`;
  const who = hub.token === undefined ? 'without a token' : 'with this token';
  return new ForerunError({
    code: 'dataset_gated',
    blame: 'user',
    message: `${hub.repository} is a gated dataset, and access was refused ${who} (HTTP ${status}).`,
    remedy: `Accept its terms on ${page}, make a token that may read it, and set HF_TOKEN to that token.`,
    details: { status },
    cause,
  });
}

function notFound(hub: Hub, reason: string, cause: unknown): ForerunError {
  return new ForerunError({
    code: 'dataset_not_found',
    blame: 'user',
    message: `${hub.repository} does not have what was asked for: ${reason}`,
    remedy: 'Check --revision; without it the newest one is taken.',
    cause,
  });
}

function badEndpoint(endpoint: string): ForerunError {
  return new ForerunError({
    code: 'bad_endpoint',
    blame: 'user',
    message: `HF_ENDPOINT is no web address: "${endpoint}".`,
    remedy:
      'Set it to the base URL of a mirror, such as https://mirror.example, or unset it for Hugging Face itself.',
  });
}

function badToken(cause: unknown): ForerunError {
  return new ForerunError({
    code: 'bad_token',
    blame: 'user',
    message: 'HF_TOKEN is no token of Hugging Face: it does not begin with hf_.',
    remedy: 'Copy the token again from the settings of your account.',
    cause,
  });
}

function statusOf(cause: unknown): number | undefined {
  const status =
    cause !== null && typeof cause === 'object' && 'statusCode' in cause ? cause.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** The message with that of its own cause, where network errors keep what happened. */
function reasonOf(cause: unknown): string {
  if (cause === null || typeof cause !== 'object' || !('message' in cause)) return String(cause);
  const inner = 'cause' in cause && cause.cause !== undefined ? ` (${reasonOf(cause.cause)})` : '';
  return `${String(cause.message)}${inner}`;
}
