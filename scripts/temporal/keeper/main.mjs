// The keeper: a detached process that runs one embedded Temporal server for as long as clients hold leases.
// `node main.mjs '{"mode", "folder", "database", "cli", "graceMs", "ui"}'`, started by ../open-lease.mjs.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { tryLock, waitForLock } from '../../shared/file-lock.mjs';
import { EXIT_BUSY } from '../keeper-exit.mjs';
import { runtimeFolder } from '../runtime-folder.mjs';
import { readState, writeState } from '../server-state.mjs';
import { keepPrivate } from './keep-private.mjs';
import { createLeases } from './leases.mjs';
import { endOrphan } from './orphan.mjs';
import { NAMESPACE } from './server-settings.mjs';
import { supervise } from './supervise.mjs';
import { sweepBeside } from './sweep.mjs';

const DATABASE_LOCK_LIMIT_MS = 5_000;
const LOG_LINES = 6;

const options = JSON.parse(process.argv[2]);
const inMemory = options.mode === 'memory';
const log = (line) => console.error(`${new Date().toISOString()} keeper: ${line}`);

/** Held while this process lives: one keeper a folder. */
const keeperLock = await tryLock(path.join(options.folder, 'temporal.lock'));
if (!keeperLock) process.exit(EXIT_BUSY);

const previous = readState(options.folder);
await endOrphan(previous, log);
/** Held while this process or its server lives: one server a database, even when keepers are killed. */
const databaseLock = await lockDatabase();

let state = {
  status: 'starting',
  mode: options.mode,
  keeperPid: process.pid,
  socket: socketPath(options.folder),
  namespace: NAMESPACE,
  database: options.database,
  log: path.join(options.folder, 'temporal.log'),
};
let running;
let stopping = false;

const publish = (changes) => {
  state = { ...state, ...changes };
  writeState(options.folder, state);
};

const leases = createLeases({
  graceMs: options.graceMs,
  onIdle: () => void stop('nobody needs the server any more', 0),
  onStop: () => void stop('a client asked for it', 0),
});
const listener = net.createServer(leases.accept);
process.on('SIGTERM', () => void stop('SIGTERM', 0));
process.on('SIGINT', () => void stop('SIGINT', 0));
process.on('SIGHUP', () => undefined);

if (previous?.socket) removeSocket(previous.socket);
await new Promise((resolve, reject) => listener.once('error', reject).listen(state.socket, resolve));
publish({});

const failure = await supervise(
  {
    cli: options.cli,
    database: options.database,
    ui: options.ui,
    preferred: { port: previous?.port, uiPort: previous?.uiPort },
    lockFd: databaseLock.fd,
  },
  {
    wanted: () => !stopping,
    log,
    starting(server) {
      running = server;
      const uiUrl = server.uiPort === undefined ? '' : `http://127.0.0.1:${server.uiPort}`;
      const { port, uiPort } = server;
      publish({ serverPid: server.pid, port, uiPort, uiUrl, address: `127.0.0.1:${port}` });
    },
    ready(server) {
      if (options.database) keepPrivate(options.database);
      log(`serving on ${state.address} (pid ${server.pid})`);
      publish({ status: 'ready' });
      leases.announce({ type: 'ready', server: state });
      if (inMemory) sweepBeside(options.folder, log).catch((error) => log(`sweep: ${error.message}`));
    },
    died(reason) {
      log(reason);
      if (leases.count() === 0) return void stop('nobody needs the server any more', 0);
      publish({ status: 'restarting' });
      leases.announce({ type: 'restarting', reason });
    },
  },
);
if (failure) await stop(failure, 1);

/** Ends the server, then this process; the first call counts. A status other than 0 tells the clients why. */
async function stop(reason, status) {
  if (stopping) return;
  stopping = true;
  log(`stopping: ${reason}`);
  listener.close();
  leases.announce(
    status === 0 ? { type: 'stopping', reason } : { type: 'failed', reason, details: lastLogLines() },
  );
  await leases.close();
  await running?.stop();
  removeSocket(state.socket);
  // Somebody may have removed the folder; nobody reads its state then.
  if (fs.existsSync(options.folder)) publish({ status: 'stopped' });
  if (inMemory) fs.rmSync(options.folder, { recursive: true, force: true });
  process.exit(status);
}

async function lockDatabase() {
  const file = path.join(options.folder, 'temporal.db.lock');
  try {
    return await waitForLock(file, { timeoutMs: DATABASE_LOCK_LIMIT_MS });
  } catch (error) {
    log(error.message);
    log('a Temporal server of this folder outlived its keeper, and temporal.json does not say which one');
    log('look for it with `ps`, by its --db-filename, and end it');
    process.exit(1);
  }
}

function lastLogLines() {
  if (!fs.existsSync(state.log)) return '';
  return fs.readFileSync(state.log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

function removeSocket(socket) {
  if (process.platform !== 'win32') fs.rmSync(socket, { force: true });
}

/** In the runtime folder, because the path of a Unix socket may have 104 bytes only; one name a keeper. */
function socketPath(folder) {
  const name = `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}-${process.pid}`;
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\forerun-${name}`
    : path.join(runtimeFolder(), `${name}.sock`);
}
