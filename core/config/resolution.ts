import type { ConfigProblem } from './problem';
import type { ConfigSource, Setting } from './setting';
import { isGeneral, type Settings } from './settings';

/** What the steps of `loadConfig` share: the given settings, and what they find out. */
export interface Resolution {
  settings: Settings;
  /** Where each value came from, by its path in dots. */
  sources: Record<string, ConfigSource>;
  problems: ConfigProblem[];
}

export const DEFAULT_SOURCE: ConfigSource = { kind: 'default', name: 'the default' };

/** The value that counts for a place, or the default; notes where it came from. */
export function valueAt(resolution: Resolution, path: string[], fallback: unknown): unknown {
  return noteSource(resolution, path, resolution.settings.pick(...path), fallback);
}

/** As `valueAt`, but what is said of this place itself beats what is said of all profiles, whatever the source. */
export function ownValueAt(resolution: Resolution, path: string[], fallback: unknown): unknown {
  const all = resolution.settings.all(...path);
  return noteSource(resolution, path, all.find((setting) => !isGeneral(setting)) ?? all[0], fallback);
}

function noteSource(
  { sources }: Resolution,
  path: string[],
  setting: Setting | undefined,
  fallback: unknown,
): unknown {
  if (setting || fallback !== undefined) sources[path.join('.')] = setting?.source ?? DEFAULT_SOURCE;
  return setting ? setting.value : fallback;
}

/** Every problem once, in the order in which they were found. */
export function distinct(problems: ConfigProblem[]): ConfigProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ where, problem }) => {
    const key = `${where}\n${problem}`;
    return !seen.has(key) && seen.add(key);
  });
}
