// Holds a Temporal server for the test process that started this one: in memory, or over the database of the folder
// that is given. Prints where it is as one JSON line, and another one each time it has been restarted.
import { acquireServer } from '../../scripts/temporal/index.mjs';

const [, , forerunDir] = process.argv;
const print = (record) => process.stdout.write(`${JSON.stringify(record)}\n`);
const server = await acquireServer({
  ...(forerunDir ? { mode: 'file', forerunDir, graceMs: 0 } : { mode: 'memory' }),
  ui: false,
  log: () => undefined,
  onEvent: (event) => {
    if (event.type === 'restarted') print({ serverPid: event.serverPid });
    else process.exit(1);
  },
});
print({ address: server.address, namespace: server.namespace, serverPid: server.serverPid });
process.stdin.resume();
process.stdin.on('end', () => server.release().then(() => process.exit(0)));
