import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Socket } from 'node:net';
import type * as temporal from '../../scripts/temporal/index.mjs';
import { packageRoot } from './package-root';

/** `scripts/` is plain Node that runs before any build, so it is imported by its path, never compiled. */
async function importScript<T>(file: string): Promise<T> {
  const path = join(packageRoot(), 'scripts', file);
  return (await import(process.platform === 'win32' ? pathToFileURL(path).href : path)) as T;
}

/** Finding, starting, joining and stopping the embedded Temporal server. */
export const temporalScripts = (): Promise<typeof temporal> => importScript('temporal/index.mjs');

interface FileLock {
  release(): void;
}

/** Locks that the kernel frees with their holder. */
export const lockScripts = (): Promise<{
  /** Undefined where another process holds it. */
  tryLock(file: string): Promise<FileLock | undefined>;
  waitForLock(file: string, options: { timeoutMs: number; onWait?: () => void }): Promise<FileLock>;
}> => importScript('shared/file-lock.mjs');

/** Messages over a socket: one JSON object a line. */
export const messageScripts = (): Promise<{
  onMessage(socket: Socket, listener: (message: Record<string, unknown>) => void): void;
  sendMessage(socket: Socket, message: object): void;
}> => importScript('temporal/message-lines.mjs');

/** A folder of this user alone, short enough for the paths of Unix sockets. */
export const runtimeFolder = async (): Promise<string> =>
  (await importScript<{ runtimeFolder(): string }>('temporal/runtime-folder.mjs')).runtimeFolder();
