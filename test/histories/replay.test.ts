import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { workflowCode } from '../support/workflow-code';
import { RECORDINGS } from './recordings';

const FOLDER = path.join(__dirname, 'recorded');

/**
 * `FORERUN_RECORD_HISTORIES=all npx jest test/histories` records them anew, against a real server; names instead of
 * `all`, separated by commas, record those alone, so that the others go on telling what earlier versions did.
 */
const RECORD = process.env.FORERUN_RECORD_HISTORIES ?? '';

interface RecordedHistory {
  workflowId: string;
  history: object;
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.json')).sort() : [];
const read = (file: string): RecordedHistory =>
  JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as RecordedHistory;

if (RECORD) {
  describe('recording histories', () => {
    it.each(RECORDINGS)('every kind of run $name → one file each', async ({ startBed, record }) => {
      const bed = await startBed();
      try {
        for (const [name, handle] of await record(bed)) {
          if (RECORD !== 'all' && RECORD !== '1' && !RECORD.split(',').includes(name)) continue;
          // Identities and stack traces name the machine of the recording; no replay looks at them.
          const history = JSON.parse(historyToJSON(await handle.fetchHistory()), (key, value: unknown) =>
            key === 'identity' || key === 'stackTrace' ? undefined : value,
          ) as object;
          const text = JSON.stringify({ workflowId: handle.workflowId, history });
          writeFileSync(path.join(FOLDER, `${name}.json`), `${text}\n`);
        }
      } finally {
        await bed.context.toolset.close();
        await bed.stop();
      }
    }, 120_000);
  });
} else {
  describe('recorded histories, replayed by the workflows as they are', () => {
    let workflowBundle: { code: string };
    beforeAll(async () => {
      // The failing replay is told by its error.
      Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
      workflowBundle = { code: await workflowCode() };
    });

    it('every kind of run is there', () => {
      expect(files.map((file) => path.basename(file, '.json')).sort()).toEqual([
        'baseline',
        'batch',
        'batch-grants-first',
        'batch-grants-last',
        'continued-first',
        'continued-last',
        'conversation',
        'doubles',
        'doubles-avoided',
        'learn',
        'mcp',
        'mcp-continued-last',
        'right',
        'stopped',
        'value-gate',
        'write',
        'wrong-lookahead-2',
      ]);
    });

    it.each(files)('%s → the same commands in the same order', async (file) => {
      const { workflowId, history } = read(file);
      await Worker.runReplayHistory({ workflowBundle }, historyFromJSON(history), workflowId);
    });

    it('a history in which another activity was scheduled → the replay fails', async () => {
      const { workflowId, history } = read('baseline.json');
      const changed = JSON.parse(
        JSON.stringify(history).replaceAll('"name":"runTool"', '"name":"runAnotherTool"'),
      ) as object;
      await expect(
        Worker.runReplayHistory({ workflowBundle }, historyFromJSON(changed), workflowId),
      ).rejects.toThrow(/[Nn]ondeterminism/);
    });
  });
}
