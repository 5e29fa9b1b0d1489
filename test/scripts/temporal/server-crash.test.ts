import { afterEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import fs from 'node:fs';
import path from 'node:path';
import { acquire, newForerunDir, readState, startClient } from '../helpers/embedded-server';
import { isAlive } from '../helpers/is-alive';
import { waitFor } from '../../support/wait-for';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeProgram } from '../helpers/write-files';

const connections: Connection[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

async function connect(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  connections.push(connection);
  return new Client({ connection });
}

/** Files of the database that others of the machine may read. */
const openToOthers = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => /^temporal\.db(-wal|-shm)?$/.test(name))
    .filter((name) => (fs.statSync(path.join(folder, name)).mode & 0o077) !== 0);

describe('embedded server, crashes', () => {
  it('server on a file: kill -9 → back on the same address with its workflows, holders are told', async () => {
    const folder = newForerunDir();
    const held = await acquire({ forerunDir: folder });
    const { address, serverPid } = held;
    expect(openToOthers(folder)).toEqual([]);
    const before = await connect(address);
    await before.workflow.start('nobodyServesThis', { taskQueue: 'none', workflowId: 'survivor' });
    process.kill(Number(serverPid), 'SIGKILL');
    await waitFor('another server', () => held.events.length > 0);
    expect(held.events).toEqual([{ type: 'restarted', serverPid: held.serverPid }]);
    expect(held.serverPid).not.toBe(serverPid);
    expect(held.address).toBe(address);
    expect(openToOthers(folder)).toEqual([]);
    const after = await connect(address);
    expect((await after.workflow.getHandle('survivor').describe()).status.name).toBe('RUNNING');
  });

  it('keeper: kill -9 → a new keeper, the orphaned server replaced, the same address', async () => {
    const forerunDir = newForerunDir();
    const held = await acquire({ forerunDir });
    const { address, pid, serverPid } = held;
    process.kill(Number(pid), 'SIGKILL');
    await waitFor('another keeper', () => held.events.length > 0);
    expect(held.pid).not.toBe(pid);
    expect(await isAlive(Number(serverPid))).toBe(false);
    expect(held.address).toBe(address);
    expect(readState(forerunDir)).toMatchObject({ status: 'ready', serverPid: held.serverPid });
  });

  it('keeper and client: both kill -9 → the next command ends the orphaned server first', async () => {
    const forerunDir = newForerunDir();
    const client = await startClient(forerunDir);
    client.process.kill('SIGKILL');
    process.kill(client.pid, 'SIGKILL');
    await waitFor('the end of the keeper', async () => !(await isAlive(client.pid)));
    expect(await isAlive(client.serverPid)).toBe(true);
    const next = await acquire({ forerunDir });
    expect(next.joined).toBe(false);
    expect(await isAlive(client.serverPid)).toBe(false);
  });

  it('orphaned server whose record is lost: → the database stays locked, no second server', async () => {
    const forerunDir = newForerunDir();
    const client = await startClient(forerunDir);
    client.process.kill('SIGKILL');
    process.kill(client.pid, 'SIGKILL');
    await waitFor('the end of the keeper', async () => !(await isAlive(client.pid)));
    fs.rmSync(path.join(forerunDir, 'temporal.json'));
    try {
      await expect(acquire({ forerunDir })).rejects.toMatchObject({
        code: 'temporal_server_failed',
        message: expect.stringContaining('temporal.db.lock'),
      });
    } finally {
      process.kill(client.serverPid, 'SIGKILL');
    }
  });

  it('server in memory: kill -9 → holders are told that all is lost, nothing is left', async () => {
    const held = await acquire({ mode: 'memory' });
    const folder = path.dirname(String(held.stateFile));
    process.kill(Number(held.serverPid), 'SIGKILL');
    await waitFor('news of the loss', () => held.events.length > 0);
    expect(held.events).toMatchObject([{ type: 'lost', reason: expect.stringContaining('SIGKILL') }]);
    expect(held.lines).toContainEqual(expect.stringMatching(/^ERROR: .*in memory/));
    await waitFor('the end of its folder', () => !fs.existsSync(folder));
  });

  it('a CLI whose server does not start: → an error with the end of its log', async () => {
    const cli = writeProgram(
      path.join(temporaryFolder(), 'temporal'),
      '#!/bin/sh\necho no luck >&2; exit 9\n',
    );
    await expect(acquire({ forerunDir: newForerunDir(), cli })).rejects.toMatchObject({
      code: 'temporal_server_failed',
      message: expect.stringMatching(/could not be started in 5 attempts[\s\S]*no luck/),
    });
  });
});
