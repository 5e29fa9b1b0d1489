import fs from 'node:fs';

/**
 * Takes the database from everybody but its owner: it holds previews of arguments and outcomes. SQLite gives the files
 * that it makes beside it later the same mode, so this outlives a server that is killed.
 */
export function keepPrivate(database) {
  for (const file of [database, `${database}-wal`, `${database}-shm`])
    if (fs.existsSync(file)) fs.chmodSync(file, 0o600);
}
