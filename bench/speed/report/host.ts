import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { packageRoot } from '../../../client/embedded/package-root';
import type { Host } from './speed-report';

/** Where it was measured, without names of machines or people. */
export async function describeHost(client: Client): Promise<Host> {
  const info = await client.connection.workflowService.getSystemInfo({});
  const git = await gitState();
  return {
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e8) / 10,
    loadBefore: loadavg().map((load) => Math.round(load * 100) / 100),
    versions: {
      forerun: version('package.json'),
      node: process.versions.node,
      temporalServer: info.serverVersion ?? 'unknown',
      temporalSdk: version('node_modules/@temporalio/client/package.json'),
    },
    ...(git ? { git } : {}),
  };
}

function version(file: string): string {
  const found = JSON.parse(readFileSync(join(packageRoot(), file), 'utf8')) as { version?: string };
  return found.version ?? 'unknown';
}

/** Commit and whether files differ from it; undefined outside a git checkout. */
async function gitState(): Promise<Host['git']> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', packageRoot(), ...args]);
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', '--short', 'HEAD');
    return { commit, dirty: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return undefined;
  }
}
