import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ForerunError } from '../../contracts/errors';
import { WORKER_ROLES, type WorkerRole } from '../../contracts/names';
import { readConfig } from '../../store/read-config';
import { runRoles } from './run-roles';

/**
 * A worker program: reads the configuration, runs its roles, drains on SIGTERM and SIGINT. Announces itself on standard
 * output with one JSON line `{"ready":true,…}`. Exit codes: 0 stopped, 1 failed, 2 wrong usage or configuration.
 */
export async function runWorkerProgram(fixedRoles?: WorkerRole[]): Promise<void> {
  try {
    const { roles, concurrency, configPath } = readArguments(fixedRoles);
    const cwd = process.cwd();
    const { config } = await readConfig({ cwd, env: process.env, configPath });
    const running = await runRoles({
      roles,
      config,
      cwd,
      concurrency,
      workflowBundlePath: join(__dirname, '..', '..', 'workflow-bundle.js'),
      healthHost: process.env.FORERUN_HEALTH_HOST ?? '127.0.0.1',
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => running.drain());
    process.stdout.write(
      `${JSON.stringify({ ready: true, pid: process.pid, roles, healthPort: running.healthPort })}\n`,
    );
    await running.stopped;
    process.exit(0);
  } catch (error) {
    const known = error instanceof ForerunError;
    const remedy = known && error.remedy ? `\n${error.remedy}` : '';
    process.stderr.write(
      `${known ? error.message + remedy : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(known && error.blame === 'user' ? 2 : 1);
  }
}

function readArguments(fixedRoles?: WorkerRole[]): {
  roles: WorkerRole[];
  concurrency?: number;
  configPath?: string;
} {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { concurrency: { type: 'string' }, config: { type: 'string' } },
  });
  const names = fixedRoles ?? positionals;
  const unknown = names.filter((name) => !WORKER_ROLES.includes(name as WorkerRole));
  if (unknown.length > 0 || names.length === 0) {
    throw new ForerunError({
      code: 'unknown_role',
      blame: 'user',
      message:
        unknown.length > 0 ? `there is no worker role "${unknown.join('", "')}"` : 'no worker role was named',
      remedy: `Roles are ${WORKER_ROLES.join(', ')}.`,
    });
  }
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 1)) {
    throw new ForerunError({
      code: 'invalid_concurrency',
      blame: 'user',
      message: `--concurrency ${values.concurrency} is not a whole number from 1 up`,
    });
  }
  return { roles: names as WorkerRole[], concurrency, configPath: values.config };
}
