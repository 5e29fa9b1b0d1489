// A detached process that hosts embedded workers: `node host-main.js '<HostOptions as JSON>'`, started by open-host.ts.
import { runHost } from './host';
import { EXIT_BUSY, hostFiles, HostOptions } from './host-files';
import { lockScripts } from './scripts';

async function main(): Promise<number> {
  const options = HostOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
  const { tryLock } = await lockScripts();
  const lock = await tryLock(hostFiles(options).lock);
  return lock ? runHost(options) : EXIT_BUSY;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
