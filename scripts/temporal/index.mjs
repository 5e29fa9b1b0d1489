// What the rest of Forerun uses of this folder; typed in index.d.mts.
export { acquireServer } from './acquire-server.mjs';
export { findTemporalCli } from './find-cli.mjs';
export { findForerunFolder } from './forerun-folder.mjs';
export { serverStatus, stopServer } from './server-status.mjs';
