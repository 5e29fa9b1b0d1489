import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from './worker-report';
import { RESIDENT_LIMIT_MARK } from './worker-report';

/** The main program of a worker process (see worker-process.ts): answers one request after the other. */
export function serve(entry: string, residentMb: number): void {
  startWatchdog(residentMb);
  process.on('disconnect', () => process.exit(0));
  const { run } = createRequire(__filename)(entry) as { run(input: unknown): unknown };
  process.on('message', (request: WorkerRequest) => {
    void answer(run, request).then((reply) => process.send?.(reply));
  });
  process.send?.('ready');
}

async function answer(run: (input: unknown) => unknown, request: WorkerRequest): Promise<WorkerReply> {
  try {
    return { ok: true, value: await run(request.input) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return {
      ok: false,
      message: error instanceof Error ? error.message : String(error),
      ...(typeof code === 'string' ? { code } : {}),
    };
  }
}

/**
 * A thread beside the work, since synchronous work sees neither its own memory nor the death of its parent:
 * kills this process when it grows too large outside of the heap, or when nobody is left to stop it.
 */
function startWatchdog(residentMb: number): void {
  const source = `
    const { writeSync } = require('node:fs');
    const parent = process.ppid;
    setInterval(() => {
      const tooLarge = process.memoryUsage.rss() > ${residentMb} * 1024 * 1024;
      if (tooLarge) writeSync(2, ${JSON.stringify(RESIDENT_LIMIT_MARK)});
      if (tooLarge || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    }, 50);`;
  new Worker(source, { eval: true, stdout: false, stderr: false }).unref();
}
