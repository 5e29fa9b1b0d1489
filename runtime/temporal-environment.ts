import type { Environment } from '../core/config/settings-from-environment';

const PREFIX = 'TEMPORAL_';
/** Where a server is named outright. */
const ADDRESS = 'TEMPORAL_ADDRESS';
/** Names that choose another of the user's own configuration files or profiles. */
const CHOICES = ['TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'];

export interface TemporalEnvironment {
  variables: Record<string, string>;
  /** The user's own Temporal configuration file must not be read: it may hold the key of another server. */
  withoutFile: boolean;
}

/**
 * The TEMPORAL_* variables of a process, given what it was started with and what `.env` adds. A server that the
 * process's own environment names stands alone: nothing of `.env` is added to it. A server that `.env` names gets
 * nothing but `.env`'s: no key of the environment or of the user's Temporal file follows it, since a `.env` may have
 * come with a cloned folder.
 */
export function temporalEnvironment(own: Environment, merged: Environment): TemporalEnvironment {
  const ours = temporalVariables(own);
  const all = temporalVariables(merged);
  if (ours[ADDRESS] !== undefined || CHOICES.some((name) => ours[name] !== undefined))
    return { variables: ours, withoutFile: false };
  if (all[ADDRESS] === undefined) return { variables: all, withoutFile: false };
  const added = Object.entries(all).filter(([name]) => ours[name] === undefined);
  return {
    variables: { ...namespaceOf(ours), ...Object.fromEntries(added) },
    withoutFile: true,
  };
}

function temporalVariables(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[0].startsWith(PREFIX) && Boolean(entry[1]?.trim()),
    ),
  );
}

/** A namespace is no secret, and the process's own beats that of `.env`. */
function namespaceOf({ TEMPORAL_NAMESPACE: namespace }: Record<string, string>): Record<string, string> {
  return namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace };
}
