import fs from 'node:fs';
import path from 'node:path';
import { log as logToStderr } from '../shared/log.mjs';
import { readEnvServer } from './env-server.mjs';
import { findTemporalCli } from './find-cli.mjs';
import { findForerunFolder, makeForerunFolder } from './forerun-folder.mjs';
import { openLease } from './open-lease.mjs';
import { runtimeFolder } from './runtime-folder.mjs';

const GRACE_MS = 30_000;

/**
 * Gets a Temporal server and holds it until `release()` or the end of this process, however it ends.
 * The contract of every option and field is in index.d.mts.
 */
export async function acquireServer(options) {
  const log = options.log ?? logToStderr;
  if (options.useEnv) return envServer(log);
  const keeper = options.mode === 'memory' ? memoryKeeper(options, log) : fileKeeper(options, log);
  const handle = await holdLease(keeper, { log, onEvent: options.onEvent ?? (() => undefined) });
  const how = handle.joined ? 'joined' : 'started';
  log(`Temporal server ${how} at ${handle.address}, namespace ${handle.namespace}${uiNote(handle)}`);
  return handle;
}

async function envServer(log) {
  const { address, namespace } = await readEnvServer();
  log(`Temporal server from your settings: ${address}, namespace ${namespace}`);
  const none = { uiUrl: '', pid: undefined, serverPid: undefined, stateFile: undefined };
  return { address, namespace, owned: false, joined: true, ...none, release: async () => undefined };
}

function fileKeeper(options, log) {
  const folder = options.forerunDir ? makeForerunFolder(options.forerunDir) : findForerunFolder();
  return {
    mode: 'file',
    folder,
    database: path.join(folder, 'temporal.db'),
    ui: options.ui ?? true,
    graceMs: options.graceMs ?? GRACE_MS,
    cli: async () => options.cli ?? findTemporalCli({ log }),
  };
}

/** Nobody can join it, so nothing is gained by a grace. */
function memoryKeeper(options, log) {
  return {
    mode: 'memory',
    folder: fs.realpathSync(fs.mkdtempSync(path.join(runtimeFolder(), 'memory-'))),
    ui: options.ui ?? false,
    graceMs: 0,
    cli: async () => options.cli ?? findTemporalCli({ log }),
  };
}

/** One handle over one lease after another: a keeper that is killed is replaced, with its database. */
async function holdLease(keeper, { log, onEvent }) {
  let lease = await openLease(keeper);
  let released = false;
  let explained = false;

  const lost = (reason) => {
    explained = true;
    log(`ERROR: ${reason}`);
    onEvent({ type: 'lost', reason });
  };
  const onNews = (message) => {
    if (message.type === 'restarting') {
      log(`${message.reason}; it is being restarted with its database`);
    } else if (message.type === 'ready') {
      lease.server = message.server;
      log(`Temporal server restarted at ${message.server.address} (pid ${message.server.serverPid})`);
      onEvent({ type: 'restarted', serverPid: message.server.serverPid });
    } else if (message.type === 'stopping' || message.type === 'failed') {
      lost(`the Temporal server ends: ${[message.reason, message.details].filter(Boolean).join('\n')}`);
    }
  };
  const onEnd = () => {
    if (released || explained) return;
    if (keeper.mode === 'memory') return lost('the keeper of the in-memory Temporal server was killed');
    log('the keeper of the Temporal server was killed; starting another');
    openLease(keeper).then(
      (next) => {
        if (released) return next.close();
        lease = next;
        follow();
        onNews({ type: 'ready', server: next.server });
      },
      (error) => lost(error.message),
    );
  };
  const follow = () => {
    lease.onNews(onNews);
    lease.onEnd(onEnd);
  };
  follow();
  return makeHandle(
    keeper,
    () => lease,
    () => {
      released = true;
      lease.close();
    },
  );
}

function makeHandle(keeper, lease, release) {
  const { joined } = lease();
  return {
    owned: true,
    joined,
    stateFile: path.join(keeper.folder, 'temporal.json'),
    get address() {
      return lease().server.address;
    },
    get namespace() {
      return lease().server.namespace;
    },
    get uiUrl() {
      return lease().server.uiUrl;
    },
    get pid() {
      return lease().server.keeperPid;
    },
    get serverPid() {
      return lease().server.serverPid;
    },
    release: async () => release(),
  };
}

const uiNote = ({ uiUrl }) => (uiUrl ? `, UI ${uiUrl}` : '');
