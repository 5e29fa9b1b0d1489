import { withDeadline } from './deadline-command';
import { limitsScript } from './limits-script';
import { dataLimitKib, nodeArguments, SCRATCH_MB } from './node-command';
import type { Launch, Wall } from './sandbox-types';

/** Full paths of the programs that build the wall. */
export interface WallPrograms {
  unshare: string;
  sh: string;
  env: string;
}

/** Where the new tree is put together; nothing that we need lies there, and it exists on every Linux. */
const ROOT = '/sys';
const ROOT_MB = 64;

/** What the child sees; there is nothing else. */
const SEEN = {
  app: '/app',
  pyodide: '/pyodide',
  wheels: '/wheels',
  task: '/task',
  scratch: '/scratch',
};
const SNAPSHOT = '/snapshot';

/**
 * Builds the tree in a mount namespace of its own: Node, its libraries, our programs, the task's folder, everything
 * read-only, and a small scratch area in memory. The inner `unshare` enters one more user namespace as `nobody`: the
 * program has no capability anywhere, and none in the namespace that owns the mounts; leaving the root would need one,
 * and a process with a changed root gets no further user namespace.
 * Arguments: data limit, pairs of source and target, `--`, libraries, `--`, Node's arguments.
 */
const SCRIPT = `set -eu
env=$1; unshare=$2; shift 2
${limitsScript('sandbox')}
mount -t tmpfs -o size=${ROOT_MB}m,mode=755,nosuid,nodev sandbox ${ROOT}
cd ${ROOT}
mkdir -p ./task
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p ".$2"; else : > ".$2"; fi
  mount -o bind,ro,nosuid,nodev "$1" ".$2"
  shift 2
done
shift
while [ "$1" != -- ]; do
  cp -L --parents "$1" .
  shift
done
shift
mkdir ./scratch
mount -t tmpfs -o size=${SCRATCH_MB}m,nr_inodes=1k,mode=777,nosuid,nodev,noexec scratch ./scratch
mount -o remount,bind,ro,nosuid,nodev ${ROOT}
hostname sandbox 2>/dev/null || true
exec "$env" -i "$unshare" --user --map-user=65534 --map-group=65534 --root=${ROOT} --wd=/task /node "$@"`;

/**
 * The strong wall. A network namespace alone would not do: sockets with a path (a container engine's, an agent's) are
 * reached through the file tree, and Node's permission flags do not guard them. `libraries` are the shared objects
 * that Node is linked against.
 */
export function ownRootWall(programs: WallPrograms, libraries: string[]): Wall {
  return {
    name: 'own_root',
    launch({ folders, language, memoryMb, timeoutMs }) {
      const seen: Launch['seen'] = folders.snapshot === undefined ? SEEN : { ...SEEN, snapshot: SNAPSHOT };
      const binds = [
        [process.execPath, '/node'],
        [folders.app, SEEN.app],
        [folders.pyodide, SEEN.pyodide],
        [folders.wheels, SEEN.wheels],
        ...(folders.task === undefined ? [] : [[folders.task, SEEN.task]]),
        ...(folders.snapshot === undefined ? [] : [[folders.snapshot, SNAPSHOT]]),
      ].flat();
      const unshare = '--user --map-root-user --net --ipc --uts --mount --pid --fork --kill-child'.split(' ');
      const command = [
        ...[programs.unshare, ...unshare, programs.sh, '-c', SCRIPT, 'sandbox'],
        ...[programs.env, programs.unshare, String(dataLimitKib(memoryMb))],
        ...[...binds, '--', ...libraries, '--'],
        ...nodeArguments(seen, { language, memoryMb }),
      ];
      return {
        ...withDeadline(command, timeoutMs),
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
        seen,
      };
    },
  };
}
