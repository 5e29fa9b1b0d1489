import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './find-program';
import { ownRootWall } from './own-root-wall';
import { processWall } from './process-wall';
import { runWalled } from './run-walled';
import type { Wall } from './sandbox-types';

export type WallChoice = { wall: Wall } | { wall: undefined; reason: string; remedy: string };

const PROBE_TIMEOUT_MS = 20_000;
/** Prints the names of network interfaces other than loopback: the probe must not see any. */
const PROBE = `Object.keys(require('node:os').networkInterfaces()).filter((name) => name !== 'lo').join(' ')`;

const REMEDY =
  'Run the tools worker on Linux with util-linux 2.36 or newer and with user namespaces and mounts in them allowed (Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined, or a profile that permits unshare and mount; Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0), or set sandbox.allowWeakSandbox, which leaves model-written code the network.';

const choices = new Map<string, Promise<WallChoice>>();

/**
 * The strongest wall that works on this machine, found by trying. A wall against the network that was found is
 * remembered for the life of the process; a failure is not, since a busy machine may fail a probe.
 */
export async function chooseWall(options: { allowWeak: boolean; unshare?: string }): Promise<WallChoice> {
  const key = JSON.stringify(options);
  const known = choices.get(key) ?? tryWalls(options);
  choices.set(key, known);
  const choice = await known;
  if (choice.wall === undefined || choice.wall.name === 'process') choices.delete(key);
  return choice;
}

async function tryWalls(options: { allowWeak: boolean; unshare?: string }): Promise<WallChoice> {
  const found = await strongWall(options.unshare ?? 'unshare');
  if ('wall' in found) return found;
  if (options.allowWeak) return { wall: processWall() };
  const reason = `code cannot be cut off from the network on this machine (${found.problem})`;
  return { wall: undefined, reason, remedy: REMEDY };
}

async function strongWall(unshareName: string): Promise<{ wall: Wall } | { problem: string }> {
  if (process.platform !== 'linux') return { problem: `${process.platform} has no namespaces` };
  const [unshare, sh, env] = [unshareName, 'sh', 'env'].map(findProgram);
  if (unshare === undefined || sh === undefined || env === undefined) {
    return { problem: `${unshareName}, sh or env is not installed` };
  }
  const wall = ownRootWall({ unshare, sh, env }, await nodeLibraries());
  const problem = await probe(wall);
  return problem === undefined ? { wall } : { problem };
}

/** Undefined when a program really runs behind the wall and sees no network. */
async function probe(wall: Wall): Promise<string | undefined> {
  const result = await runWalled(wall, {
    language: 'javascript',
    code: PROBE,
    timeoutMs: PROBE_TIMEOUT_MS,
    memoryMb: 64,
    signal: new AbortController().signal,
  });
  if (result.kind === 'finished') return result.value === '' ? undefined : `it still sees ${result.value}`;
  return result.kind === 'crashed' ? lastLine(result.detail) : `the probe ended with ${result.kind}`;
}

/** Shared objects that Node needs, as a fresh Node without addons reports them. */
async function nodeLibraries(): Promise<string[]> {
  const program = 'JSON.stringify(process.report.getReport().sharedObjects)';
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', program], { env: {} });
  return (JSON.parse(stdout) as string[]).filter((path) => path.startsWith('/'));
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.trim() ?? text;
}
