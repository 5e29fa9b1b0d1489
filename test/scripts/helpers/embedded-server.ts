import { afterEach } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import readline from 'node:readline';
import path from 'node:path';
import type {
  AcquireServerOptions,
  ServerEvent,
  ServerHandle,
  ServerState,
} from '../../../scripts/temporal/index.mjs';
import { waitFor } from '../../support/wait-for';
import { importTemporal, repoRoot } from './scripts';
import { temporaryFolder } from '../../support/temporary-folder';

/** The grace of the tests' servers: long enough to be seen held, short enough to be waited for. */
export const GRACE_MS = 300;

const folders: string[] = [];
const clients: ChildProcess[] = [];
const handles: ServerHandle[] = [];

afterEach(async () => {
  const { stopServer } = await importTemporal();
  for (const client of clients.splice(0)) client.kill('SIGKILL');
  await Promise.all(handles.splice(0).map((handle) => handle.release()));
  for (const folder of folders.splice(0)) await stopServer(folder);
});

/** A `.forerun/` folder of its own, whose server is stopped after the test. */
export function newForerunDir(): string {
  const folder = path.join(temporaryFolder(), '.forerun');
  folders.push(folder);
  return folder;
}

export interface Held extends ServerHandle {
  readonly events: ServerEvent[];
  readonly lines: string[];
}

/** Holds a server in this process; released after the test. */
export async function acquire(options: Partial<AcquireServerOptions>): Promise<Held> {
  const { acquireServer } = await importTemporal();
  const events: ServerEvent[] = [];
  const lines: string[] = [];
  const handle = await acquireServer({
    mode: 'file',
    graceMs: GRACE_MS,
    cli: process.env.FORERUN_TEMPORAL_CLI,
    log: (line) => void lines.push(line),
    onEvent: (event) => void events.push(event),
    ...options,
  });
  handles.push(handle);
  return Object.assign(handle, { events, lines });
}

export interface Client {
  process: ChildProcess;
  address: string;
  pid: number;
  serverPid: number;
  joined: boolean;
}

/** Holds a server in a process of its own, until that is killed; killed after the test at the latest. */
export async function startClient(forerunDir: string): Promise<Client> {
  const script = `
    const { acquireServer } = await import(${JSON.stringify(path.join(repoRoot, 'scripts/temporal/index.mjs'))});
    const handle = await acquireServer({
      mode: 'file', graceMs: ${GRACE_MS}, forerunDir: ${JSON.stringify(forerunDir)}, log: () => {},
      cli: process.env.FORERUN_TEMPORAL_CLI,
    });
    const { address, pid, serverPid, joined } = handle;
    console.log(JSON.stringify({ address, pid, serverPid, joined }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  clients.push(child);
  for await (const line of readline.createInterface({ input: child.stdout })) {
    return { ...(JSON.parse(line) as Omit<Client, 'process'>), process: child };
  }
  throw new Error(`the client ended with ${child.exitCode ?? child.signalCode} before it had a server`);
}

export const readState = (forerunDir: string): ServerState =>
  JSON.parse(fs.readFileSync(path.join(forerunDir, 'temporal.json'), 'utf8')) as ServerState;

export const untilStopped = (forerunDir: string): Promise<true> =>
  waitFor('the end of the server', () => readState(forerunDir).status === 'stopped');
