import type { BlobStore } from '../contracts/blob-store';
import { ForerunError } from '../contracts/errors';
import { FoldMarker, Profile, ProfileHead, type RunReport } from '../contracts/profile';
import type { Hash } from '../contracts/transcript';
import { emptyProfile, fold, type FoldSettings } from '../core/calibration/fold';
import { canonicalJson } from '../core/canonical-json';
import { LruCache } from './lru-cache';

const CACHE_BYTES = 4_000_000;
/** Swaps that others may win in a row before we give up; Temporal tries again. */
const MAX_SWAPS = 200;

/** A profile's version, as its head names it. */
export interface StandingProfile {
  version: Hash;
  profile: Profile;
}

/**
 * The profiles of one store: versions are blobs, a head names the one that stands. A run counts once, however often it
 * is folded in and whoever dies meanwhile: each version names the run that it added and the version before, and a fold
 * looks through what was added since its run's first attempt. Concurrent folds lose nothing.
 * Errors: ForerunError `profile_invalid`, `profile_busy`, and those of the store.
 */
class Profiles {
  private readonly cache = new LruCache<Profile>(CACHE_BYTES);

  constructor(private readonly store: BlobStore) {}

  /** The version that stands; undefined where nothing was learned yet. */
  async standing(name: string): Promise<StandingProfile | undefined> {
    const head = await this.head(name);
    return head && { version: head.version, profile: await this.load(head.version) };
  }

  /** One version, for ever the same. Frozen by nobody: do not change it. */
  async load(version: Hash): Promise<Profile> {
    const cached = this.cache.get(version);
    if (cached) return cached;
    const bytes = await this.store.get(version);
    const profile = parse(Profile, bytes, `the profile version ${version}`);
    this.cache.set(version, profile, bytes.byteLength);
    return profile;
  }

  /** Adds what a run saw, once. Resolves to the version that holds it, when it is durable. */
  async foldIn(
    input: { name: string; report: RunReport; settings: FoldSettings },
    pause: (attempt: number) => Promise<void> = randomPause,
  ): Promise<{ version: Hash; folded: 'now' | 'before' }> {
    const { name, report, settings } = input;
    const marker = await this.mark(name, report.runToken);
    let checked = marker.since;
    for (let attempt = 1; attempt <= MAX_SWAPS; attempt += 1) {
      const from = await this.store.getHead(headName(name));
      const head = from && parse(ProfileHead, from, `the head of the profile ${name}`);
      if (head && (marker.folded || (await this.holds(head, report.runToken, checked)))) {
        if (!marker.folded) await this.markFolded(name, report.runToken, marker.since);
        return { version: head.version, folded: 'before' };
      }
      checked = head?.generation ?? 0;
      const before = head ? await this.load(head.version) : emptyProfile(name);
      const next = await this.swap(name, from, {
        ...fold(before, report, settings),
        ...(head ? { parent: head.version } : {}),
        added: { kind: 'run', runToken: report.runToken },
      });
      if (next) {
        await this.markFolded(name, report.runToken, marker.since);
        return { version: next, folded: 'now' };
      }
      await pause(attempt);
    }
    throw new ForerunError({
      code: 'profile_busy',
      blame: 'system',
      retryable: true,
      message: `the profile ${name} was changed by others ${MAX_SWAPS} times while a run was folded in`,
      remedy:
        'It is tried again; where that does not help, give deployments profiles of their own (FORERUN_PROFILE).',
    });
  }

  /**
   * Forgets what was learned; the versions before stay for the runs that pinned them. A head that cannot be read is
   * replaced, too. Undefined: there was nothing.
   */
  async reset(name: string, at: string): Promise<Hash | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const from = await this.store.getHead(headName(name));
      if (!from) return undefined;
      const head = readable(ProfileHead, from);
      const next = await this.swap(name, from, {
        ...emptyProfile(name),
        generation: (head?.generation ?? 0) + 1,
        ...(head ? { parent: head.version } : {}),
        added: { kind: 'reset', at },
      });
      if (next) return next;
      await randomPause(attempt);
    }
  }

  private async head(name: string): Promise<ProfileHead | undefined> {
    const bytes = await this.store.getHead(headName(name));
    return bytes && parse(ProfileHead, bytes, `the head of the profile ${name}`);
  }

  private async swap(
    name: string,
    from: Uint8Array | undefined,
    profile: Profile,
  ): Promise<Hash | undefined> {
    const version = await this.store.put(encode(profile));
    const head: ProfileHead = { format: 1, version, generation: profile.generation };
    return (await this.store.swapHead(headName(name), { from, to: encode(head) })) ? version : undefined;
  }

  /** Whether a run is among what was added after a generation. */
  private async holds(head: ProfileHead, runToken: string, since: number): Promise<boolean> {
    let { version }: { version: Hash | undefined } = head;
    while (version) {
      const { generation, added, parent }: Profile = await this.load(version);
      if (generation <= since) return false;
      if (added?.kind === 'run' && added.runToken === runToken) return true;
      version = parent;
    }
    return false;
  }

  private async mark(name: string, runToken: string): Promise<FoldMarker> {
    const since = (await this.head(name))?.generation ?? 0;
    const marker: FoldMarker = { format: 1, since, folded: false };
    if (await this.store.createNamed(markerName(name, runToken), encode(marker))) return marker;
    const found = await this.store.getNamed(markerName(name, runToken));
    return found ? parse(FoldMarker, found, `the marker of run ${runToken}`) : marker;
  }

  /** Spares later attempts the search. */
  private async markFolded(name: string, runToken: string, since: number): Promise<void> {
    await this.store.putNamed(markerName(name, runToken), encode({ format: 1, since, folded: true }));
  }
}

const headName = (name: string): string => `profiles/${name}`;
const markerName = (name: string, runToken: string): string => `learned/${name}/${runToken}`;

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
}

function parse<T>(schema: Schema<T>, bytes: Uint8Array, what: string): T {
  const read = tryParse(schema, bytes);
  if ('value' in read) return read.value;
  throw new ForerunError({
    code: 'profile_invalid',
    blame: 'system',
    message: `${what} is not one that this version of Forerun reads: ${read.why.slice(0, 500)}`,
    remedy:
      'Use a profile of another name (FORERUN_PROFILE), the version of Forerun that wrote it, or start it anew: `forerun profile reset`.',
  });
}

const readable = <T>(schema: Schema<T>, bytes: Uint8Array): T | undefined => {
  const read = tryParse(schema, bytes);
  return 'value' in read ? read.value : undefined;
};

function tryParse<T>(schema: Schema<T>, bytes: Uint8Array): { value: T } | { why: string } {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success) return { value: parsed.data };
    const [issue] = parsed.error.issues;
    return { why: `${issue?.path.map(String).join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}` };
  } catch (error) {
    return { why: String(error) };
  }
}

/** Up to 5 ms, then more: those who lost come back at different times. */
const randomPause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(5 * attempt, 250)));

const opened = new WeakMap<BlobStore, Profiles>();

/** One `Profiles` per store object, so that versions are read once a process. */
export function profilesOf(store: BlobStore): Profiles {
  const profiles = opened.get(store) ?? new Profiles(store);
  opened.set(store, profiles);
  return profiles;
}
