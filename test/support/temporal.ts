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

/** A server over a database in a folder, whose processes may be killed: it comes back on the same address. */
export interface FileTemporal extends TestTemporal {
  /** Kills the server with SIGKILL; resolves when it serves again. */
  crash(): Promise<void>;
}

export async function fileTemporal(folder: string): Promise<FileTemporal> {
  const holder = spawn(process.execPath, [path.join(__dirname, 'hold-temporal.mjs'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const found = JSON.parse(await firstLine(holder)) as Omit<TestTemporal, 'release'> & { serverPid: number };
  let { serverPid } = found;
  return {
    address: found.address,
    namespace: found.namespace,
    crash: async () => {
      const restarted = firstLine(holder);
      process.kill(serverPid, 'SIGKILL');
      ({ serverPid } = JSON.parse(await restarted) as { serverPid: number });
    },
    release: async () => {
      const ended = once(holder, 'exit');
      if (holder.exitCode !== null) return;
      holder.stdin?.end();
      const patience = setTimeout(() => holder.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** First line that a process prints from now on; rejects when it ends without one. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  const { stdout } = child;
  if (!stdout) throw new Error('the process has no standard output');
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`the process ended with ${code} before it printed a line: ${text}`));
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end < 0) return;
      stdout.off('data', onData);
      child.off('exit', onExit);
      resolve(text.slice(0, end));
    };
    child.once('exit', onExit);
    stdout.on('data', onData);
  });
}
