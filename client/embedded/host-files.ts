import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runtimeFolder } from './scripts';

/** Exit code of a host that found another one in its place; commands find that one by its state. */
export const EXIT_BUSY = 75;

/** What a host of embedded workers is started with. JSON-safe; holds no secrets, those are in the environment. */
export const HostOptions = z.object({
  forerunDir: z.string(),
  /** Fingerprint of the workers' configuration, the queue prefix included. */
  fingerprint: z.string(),
  queuePrefix: z.string(),
  /** The configuration file that the command was given, absolute. */
  configPath: z.string().optional(),
  /** The user's own server; absent: the embedded one of `forerunDir`. */
  temporal: z.object({ address: z.string(), namespace: z.string() }).optional(),
  /** Life after the last lease, when no run is open. */
  graceMs: z.number().int().nonnegative(),
});
export type HostOptions = z.infer<typeof HostOptions>;

/** News about a host for people and other commands; not the lock. */
export const HostState = z.object({
  status: z.enum(['starting', 'ready', 'stopped']),
  pid: z.number(),
  workersPid: z.number().optional(),
  socket: z.string(),
  fingerprint: z.string(),
  queuePrefix: z.string(),
  address: z.string().optional(),
  log: z.string(),
});
export type HostState = z.infer<typeof HostState>;

/** Where the host of one configuration on one server keeps its lock, state and log. */
export function hostFiles(options: Pick<HostOptions, 'forerunDir' | 'fingerprint' | 'temporal'>): {
  lock: string;
  state: string;
  log: string;
} {
  const server = options.temporal ? `${options.temporal.address}/${options.temporal.namespace}` : 'embedded';
  const key = createHash('sha256').update(`${options.fingerprint} ${server}`).digest('hex').slice(0, 12);
  const file = (ending: string): string => join(options.forerunDir, `workers-${key}.${ending}`);
  return { lock: file('lock'), state: file('json'), log: file('log') };
}

/** The host's socket, in the runtime folder because such paths must be short. */
export async function hostSocket(stateFile: string): Promise<string> {
  const name = createHash('sha256').update(stateFile).digest('hex').slice(0, 16);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\forerun-workers-${name}`
    : join(await runtimeFolder(), `workers-${name}.sock`);
}

/** A host's state, or undefined where none can be read. */
export function readHostState(stateFile: string): HostState | undefined {
  try {
    return HostState.safeParse(JSON.parse(readFileSync(stateFile, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function writeHostState(stateFile: string, state: HostState): void {
  const temporary = `${stateFile}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(temporary, stateFile);
}

/** The states of every host that a `.forerun/` folder knows of. */
export function listHostStates(forerunDir: string): HostState[] {
  return readdirSync(forerunDir)
    .filter((name) => /^workers-[0-9a-f]{12}\.json$/.test(name))
    .flatMap((name) => readHostState(join(forerunDir, name)) ?? []);
}
