import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;

/** Asks every 20 ms until `condition` holds; fails, naming what was awaited, when it never does. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; await sleep(20)) {
    if (await condition()) return;
  }
  throw new Error(`never happened: ${what}`);
}

/** Whether a process exists and is no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}
