import type { BlobStore } from '../contracts/blob-store';
import { NO_PROFILE, type Profile, type RunLearned } from '../contracts/profile';
import { profilesOf } from '../store/profiles';

/**
 * The version of the deployment's profile that a run has pinned; the one that stands now where it has pinned none yet.
 * Undefined where the run learns for itself alone.
 */
export async function pinnedProfile(
  store: BlobStore,
  learned: RunLearned | undefined,
): Promise<{ version: string; profile?: Profile } | undefined> {
  if (learned?.profile === undefined) return undefined;
  const { version = await standingVersion(store, learned.profile) } = learned;
  if (version === NO_PROFILE) return { version };
  return { version, profile: await profilesOf(store).load(version) };
}

async function standingVersion(store: BlobStore, name: string): Promise<string> {
  return (await profilesOf(store).standing(name))?.version ?? NO_PROFILE;
}
