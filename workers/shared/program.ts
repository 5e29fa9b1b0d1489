import { constants } from 'node:os';
import { join } from 'node:path';
import { errorText, ForerunError } from '../../contracts/errors';
import { secretsOfEnvironment, secretsOfServers, secretValues } from '../../core/config/secrets';
import { temporalAddress } from '../../runtime/temporal-address';
import { readConfig } from '../../store/read-config';
import { createLogger } from './logger';
import { readProgramArguments } from './program-arguments';
import { runRoles, type RunningRoles } from './run-roles';
import { createScrubber, type Scrubber } from './scrubber';
import type { Role } from './worker-role';

const EXIT = { stopped: 0, failed: 1, usage: 2 } as const;

/**
 * A worker program: reads the configuration, runs its roles, drains on SIGTERM and SIGINT; the same signal once more
 * ends it at once. Announces itself on standard output with one JSON line `{"ready":true,…}`. Exit codes: 0 stopped,
 * 1 failed (another start may succeed), 2 wrong usage or configuration (it would not).
 */
export async function runWorkerProgram(
  available: readonly Role[],
  rolesFrom: 'program' | 'arguments',
): Promise<void> {
  let scrubber = createScrubber(secretsOfEnvironment(process.env));
  try {
    const { roles, concurrency, configPath } = readProgramArguments(
      process.argv.slice(2),
      available,
      rolesFrom,
    );
    const cwd = process.cwd();
    const { config, environment } = await readConfig({
      cwd,
      env: process.env,
      ...(configPath === undefined ? {} : { configPath }),
    });
    const temporal = temporalAddress(environment);
    const { apiKey } = temporal.connection;
    scrubber = createScrubber([
      ...secretValues(config),
      ...secretsOfEnvironment(environment),
      ...secretsOfServers(config.mcp.servers, environment),
      ...(typeof apiKey === 'string' ? [apiKey] : []),
    ]);
    const log = createLogger({
      level: config.log.level,
      scrubber,
      base: { program: 'forerun-worker', roles: roles.map(({ name }) => name).join('+'), pid: process.pid },
    });
    // Also rejections that nobody awaits; printed by Node they would not be scrubbed.
    process.on('uncaughtException', (error) => {
      log.error('unexpected error, the process ends', { error });
      process.exit(EXIT.failed);
    });
    const running = await runRoles({
      ...{ roles, config, temporal, log, scrubber, cwd, environment },
      ...(concurrency === undefined ? {} : { concurrency }),
      workflowBundlePath: join(__dirname, '..', '..', 'workflow-bundle.js'),
    });
    drainOnSignals(running);
    const names = roles.map(({ name }) => name);
    const { healthPort } = running;
    process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, roles: names, healthPort })}\n`);
    await running.stopped;
    process.exit(EXIT.stopped);
  } catch (error) {
    process.exit(reportError(error, scrubber));
  }
}

/** A terminal sends Ctrl-C to us and to the command that started us, which passes it on as SIGTERM: one wish. */
function drainOnSignals(running: RunningRoles): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    let seen = false;
    process.on(signal, () => {
      if (seen) process.exit(128 + constants.signals[signal]);
      seen = true;
      running.drain();
    });
  }
}

function reportError(error: unknown, scrubber: Scrubber): number {
  const known = error instanceof ForerunError;
  const text = known ? errorText(error) : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${scrubber.text(text ?? '')}\n`);
  return known && error.blame === 'user' && !error.retryable ? EXIT.usage : EXIT.failed;
}
