// The yardstick's worker, a program of its own in which nothing of Forerun runs: `worker.js QUEUE`.
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { temporalAddress } from '../../../runtime/temporal-address';

async function main(taskQueue: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = temporalAddress();
  const connection = await NativeConnection.connect(temporal.connection);
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: require.resolve('./bare-workflow'),
    activities: { empty: () => Promise.resolve() },
  });
  const ended = worker.run();
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  await ended;
  await connection.close();
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
