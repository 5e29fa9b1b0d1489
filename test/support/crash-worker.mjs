// A worker process for crash tests: the built workers over test tools, whose effects are lines of a file.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const built = (file) => require(path.join(import.meta.dirname, '..', '..', 'dist', file));
const { createActivityWorkers } = built('workers/shared/activity-workers.js');
const { createOrchestratorWorker } = built('workers/shared/orchestrator-worker.js');
const { openStore } = built('store/open-store.js');
const { Toolset } = built('tools/toolset.js');
const { zodParameters } = built('tools/parameters/zod-parameters.js');

const { role, address, namespace, config, policy, folder } = JSON.parse(process.env.CRASH_WORKER);

/** Takes the milliseconds that its argument names; what it does to the world happens in the middle of them. */
const tool = (name) => ({
  name,
  description: `test tool ${name}`,
  parameters: zodParameters(z.strictObject({ value: z.string() })),
  async execute({ arguments: { value }, context }) {
    const halfMs = Number(/(\d+)ms/.exec(value)?.[1] ?? 20) / 2;
    await sleep(halfMs, undefined, { signal: context.signal });
    const effect = { tool: name, value, ahead: context.ahead, key: context.idempotencyKey };
    appendFileSync(path.join(folder, 'effects.jsonl'), `${JSON.stringify(effect)}\n`);
    await sleep(halfMs, undefined, { signal: context.signal });
    return { ok: true, text: `${name} of ${value}` };
  },
});

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }), namespace });
const context = {
  config,
  client,
  store: openStore(config.store, { cwd: folder }),
  toolset: new Toolset('test', Object.keys(policy.tools).map(tool), policy),
  scrub: (text) => text,
  cacheFolder: path.join(folder, 'cache'),
  pools: new Map(),
};
const host = {
  config,
  connection,
  namespace,
  workflowBundlePath: path.join(folder, 'workflow-bundle.js'),
  identity: `crash-${role}-${process.pid}`,
};
const workers =
  role === 'orchestrator'
    ? [await createOrchestratorWorker(host)]
    : await createActivityWorkers(role, host, context);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdout.write('{"ready":true}\n');
await Promise.all(workers.map(({ worker }) => worker.run()));
