import { afterEach, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import fs from 'node:fs';
import path from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../../contracts/names';
import { acquire, newForerunDir } from '../helpers/embedded-server';
import { isAlive } from '../helpers/is-alive';
import { waitFor } from '../../support/wait-for';
import { importScript } from '../helpers/scripts';

interface Settings {
  SEARCH_ATTRIBUTES: string[];
  serverArguments(options: { port: number; uiPort?: number; database?: string }): string[];
}

const savedEnv = { ...process.env };

afterEach(() => {
  process.env = { ...savedEnv };
});

describe('embedded server, settings', () => {
  it('search attributes: ours → those of the contracts, registered as keywords', async () => {
    const settings = await importScript<Settings>('temporal/keeper/server-settings.mjs');
    expect(settings.SEARCH_ATTRIBUTES).toEqual(SEARCH_ATTRIBUTES);
    const { address, namespace } = await acquire({ mode: 'memory' });
    const connection = await Connection.connect({ address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    await connection.close();
    const KEYWORD = 2;
    const expected = Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD]));
    expect(customAttributes).toMatchObject(expected);
  });

  it('file database: → histories stay 90 days; in memory: → the default', async () => {
    const [file, memory] = [
      await acquire({ forerunDir: newForerunDir() }),
      await acquire({ mode: 'memory' }),
    ];
    const days = async (address: string) => {
      const connection = await Connection.connect({ address });
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
    };
    expect(await days(file.address)).toBe(90);
    expect(await days(memory.address)).toBe(1);
  });

  it('arguments: the time shift → JSON with its quotes, WAL for a file only', async () => {
    const { serverArguments } = await importScript<Settings>('temporal/keeper/server-settings.mjs');
    const file = serverArguments({ port: 1, uiPort: 2, database: '/x/temporal.db' });
    expect(file).toContain('history.timerProcessorMaxTimeShift="1ms"');
    expect(file).toContain('history.transferProcessorMaxPollRPS=5000');
    expect(file).toContain('journal_mode=WAL');
    expect(file).not.toContain('--headless');
    const memory = serverArguments({ port: 1 });
    expect(memory).toContain('--headless');
    expect(memory).not.toContain('--db-filename');
    expect(memory).not.toContain('journal_mode=WAL');
  });

  it('two memory servers: → two servers, each gone when released', async () => {
    const [first, second] = await Promise.all([acquire({ mode: 'memory' }), acquire({ mode: 'memory' })]);
    expect(first.serverPid).not.toBe(second.serverPid);
    expect(path.dirname(String(first.stateFile))).not.toBe(path.dirname(String(second.stateFile)));
    expect(first.uiUrl).toBe('');
    for (const held of [first, second]) {
      const folder = path.dirname(String(held.stateFile));
      await held.release();
      await waitFor('the end of its folder', () => !fs.existsSync(folder));
      expect(await isAlive(Number(held.serverPid))).toBe(false);
    }
  });

  it("useEnv: TEMPORAL_ADDRESS set → the user's server, printed, nothing started", async () => {
    process.env.TEMPORAL_ADDRESS = 'cluster.example:7233';
    process.env.TEMPORAL_NAMESPACE = 'team';
    const held = await acquire({ useEnv: true });
    expect(held).toMatchObject({ address: 'cluster.example:7233', namespace: 'team', owned: false });
    expect(held.pid).toBeUndefined();
    expect(held.lines).toEqual(['Temporal server from your settings: cluster.example:7233, namespace team']);
  });

  it('useEnv: no server named → an error that says which variable', async () => {
    delete process.env.TEMPORAL_ADDRESS;
    process.env.TEMPORAL_CONFIG_FILE = '/nowhere/temporal.toml';
    await expect(acquire({ useEnv: true })).rejects.toMatchObject({
      code: 'temporal_address_missing',
      blame: 'user',
      remedy: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
  });
});
