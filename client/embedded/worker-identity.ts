/** What a worker of Forerun says of itself to the Temporal server, as `forerun/<roles>/<fingerprint>/<pid>@<host>`. */
export interface WorkerIdentity {
  roles: string[];
  /** `configFingerprint` of its configuration. */
  fingerprint: string;
  pid: number;
  host: string;
}

/** Reads an identity; undefined for one that no worker of Forerun has written. */
export function parseWorkerIdentity(identity: string): WorkerIdentity | undefined {
  const match = /^forerun\/([a-z+-]+)\/([0-9a-f]+)\/(\d+)@(.+)$/.exec(identity);
  if (!match) return undefined;
  const [, roles = '', fingerprint = '', pid = '', host = ''] = match;
  return { roles: roles.split('+'), fingerprint, pid: Number(pid), host };
}
