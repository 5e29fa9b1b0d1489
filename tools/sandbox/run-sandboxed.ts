import { chooseWall } from './choose-wall';
import { outwardLink } from './outward-link';
import { runWalled } from './run-walled';
import type { SandboxRequest, SandboxResult } from './sandbox-types';

export interface SandboxOptions {
  /** Run without a wall against the network where none can be had. */
  allowWeak: boolean;
  /** Name or path of `unshare`; looked up on PATH by default. */
  unshare?: string;
}

/**
 * Runs a program that nobody vouches for: own process, deadline on everything it starts, memory and output limits,
 * no network, no environment, no files but the given folder (read-only). Refuses with `unavailable` where the network
 * cannot be cut off. Never rejects for what the program does.
 */
export async function runSandboxed(request: SandboxRequest, options: SandboxOptions): Promise<SandboxResult> {
  const choice = await chooseWall(options);
  if (choice.wall === undefined) return { kind: 'unavailable', reason: choice.reason, remedy: choice.remedy };
  if (choice.wall.name === 'process' && request.folder !== undefined) {
    // Node's permission model follows links out of what it allows; only a tree of our own does not.
    const link = await outwardLink(request.folder);
    if (link !== undefined) {
      return {
        kind: 'unavailable',
        reason: `the task's folder holds a link that leads out of it: ${link}`,
        remedy: 'Replace the link by a copy of the file.',
      };
    }
  }
  return runWalled(choice.wall, request);
}
