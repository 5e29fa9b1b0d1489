// Holds a memory Temporal server for the test process that started this one; prints where it is as one JSON line.
import { acquireServer } from '../../scripts/temporal/index.mjs';

const server = await acquireServer({ mode: 'memory', ui: false, log: () => undefined });
process.stdout.write(`${JSON.stringify({ address: server.address, namespace: server.namespace })}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
