import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  acquire,
  GRACE_MS,
  newForerunDir,
  readState,
  startClient,
  untilStopped,
} from '../helpers/embedded-server';
import { isAlive } from '../helpers/is-alive';
import { importTemporal } from '../helpers/scripts';

describe('embedded server, leases', () => {
  it('second command: same folder → joins the same server, UI and all', async () => {
    const forerunDir = newForerunDir();
    const first = await acquire({ forerunDir });
    const second = await acquire({ forerunDir });
    expect([first.joined, second.joined]).toEqual([false, true]);
    expect(second.serverPid).toBe(first.serverPid);
    expect(second.address).toBe(first.address);
    expect((await fetch(second.uiUrl)).status).toBe(200);
    expect(readState(forerunDir)).toMatchObject({
      status: 'ready',
      keeperPid: first.pid,
      serverPid: first.serverPid,
      address: first.address,
      namespace: 'default',
      uiUrl: first.uiUrl,
    });
  });

  it('one of two leases released: → the server stays; both: → it stops after the grace', async () => {
    const forerunDir = newForerunDir();
    const [first, second] = [await acquire({ forerunDir }), await acquire({ forerunDir })];
    const serverPid = Number(first.serverPid);
    await first.release();
    await sleep(2 * GRACE_MS);
    expect(await isAlive(serverPid)).toBe(true);
    await second.release();
    await untilStopped(forerunDir);
    expect(await isAlive(serverPid)).toBe(false);
    expect(second.events).toEqual([]);
  });

  it('last client killed: kill -9 → its lease ends, the server stops', async () => {
    const forerunDir = newForerunDir();
    const client = await startClient(forerunDir);
    expect(client.joined).toBe(false);
    client.process.kill('SIGKILL');
    await untilStopped(forerunDir);
    expect(await isAlive(client.serverPid)).toBe(false);
  });

  it('five commands at once: → one server', async () => {
    const forerunDir = newForerunDir();
    const started = await Promise.all([
      ...[1, 2].map(() => startClient(forerunDir)),
      ...[1, 2, 3].map(() => acquire({ forerunDir })),
    ]);
    expect(new Set(started.map((one) => one.serverPid)).size).toBe(1);
    expect(started.filter((one) => !one.joined)).toHaveLength(1);
  });

  it('a new command around the end of the grace: → a server that serves, at the same address', async () => {
    const forerunDir = newForerunDir();
    let last = await acquire({ forerunDir, graceMs: 5 });
    for (const pauseMs of [0, 4, 8, 50]) {
      await last.release();
      await sleep(pauseMs);
      const next = await acquire({ forerunDir, graceMs: 5 });
      expect(next.address).toBe(last.address);
      expect((await fetch(next.uiUrl)).status).toBe(200);
      expect(next.events).toEqual([]);
      last = next;
    }
  });

  it('stopServer: a held server → ended, holders are told; none → false', async () => {
    const forerunDir = newForerunDir();
    const { serverStatus, stopServer } = await importTemporal();
    const held = await acquire({ forerunDir });
    expect(await serverStatus(forerunDir)).toMatchObject({ status: 'ready', keeperPid: held.pid });
    expect(await stopServer(forerunDir)).toBe(true);
    expect(await isAlive(Number(held.serverPid))).toBe(false);
    expect(held.events).toMatchObject([{ type: 'lost', reason: expect.stringContaining('a client asked') }]);
    expect(await stopServer(forerunDir)).toBe(false);
    expect(await serverStatus(forerunDir)).toBeUndefined();
  });
});
