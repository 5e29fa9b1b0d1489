import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface TestTemporal {
  address: string;
  namespace: string;
  release(): Promise<void>;
}

/** The server that `npm test` holds, or one of this test file's own. In memory: nothing survives it. */
export async function testTemporal(): Promise<TestTemporal> {
  const address = process.env.FORERUN_TEST_TEMPORAL_ADDRESS;
  if (address) {
    const namespace = process.env.FORERUN_TEST_NAMESPACE ?? 'default';
    return { address, namespace, release: () => Promise.resolve() };
  }
  const holder = spawn(process.execPath, [path.join(__dirname, 'hold-temporal.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = await firstLine(holder);
  const found = JSON.parse(line) as { address: string; namespace: string };
  return {
    ...found,
    release: async () => {
      const ended = once(holder, 'exit');
      holder.stdin?.end();
      await ended;
    },
  };
}

/** First line that a process prints; rejects when it ends without one. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  const { stdout } = child;
  if (!stdout) throw new Error('the process has no standard output');
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`the process ended with ${code} before it printed a line: ${text}`)),
    );
    stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}
