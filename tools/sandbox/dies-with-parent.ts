import { spawnSync } from 'node:child_process';
import { findProgram } from './find-program';

let prefix: string[] | undefined;

/**
 * A command whose process the kernel kills when the one that started it ends, however that ends: a killed worker takes
 * what it runs along. Where `setpriv` cannot do it (another system, an older or smaller one) the command stays as it
 * is, and the second deadline remains.
 */
export function diesWithParent(command: string[]): string[] {
  prefix ??= findPrefix();
  return [...prefix, ...command];
}

function findPrefix(): string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  const nothing = findProgram('true');
  if (setpriv === undefined || nothing === undefined) return [];
  const dies = [setpriv, '--pdeathsig', 'KILL'];
  const { status } = spawnSync(setpriv, [...dies.slice(1), nothing], { env: {}, stdio: 'ignore' });
  return status === 0 ? dies : [];
}
