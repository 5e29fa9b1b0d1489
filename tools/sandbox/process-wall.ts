import { withDeadline } from './deadline-command';
import { findProgram } from './find-program';
import { limitsScript } from './limits-script';
import { dataLimitKib, nodeArguments } from './node-command';
import type { Wall } from './sandbox-types';

/** The weak wall: Node's permission flags and resource limits. It has the network and sees other processes. */
export function processWall(): Wall {
  return {
    name: 'process',
    launch({ folders, language, memoryMb, timeoutMs }) {
      const node = [process.execPath, ...nodeArguments(folders, { language, memoryMb })];
      const shell = findProgram('sh');
      const limited =
        shell === undefined
          ? node
          : [
              shell,
              '-c',
              `${limitsScript('machine')}\nexec "$@"`,
              'sandbox',
              String(dataLimitKib(memoryMb)),
              ...node,
            ];
      return { ...withDeadline(limited, timeoutMs), env: {}, seen: folders };
    },
  };
}
