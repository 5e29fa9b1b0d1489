import pino, { type Logger } from 'pino';
import type { Logger as TemporalLogger, LogLevel } from '@temporalio/worker';
import { scrubValues } from './scrub-values';

/** Process log as JSON lines on standard error. Every string in it is scrubbed of the given secrets, at any depth. */
export function createLogger(input: {
  level: string;
  secrets: string[];
  base: Record<string, unknown>;
}): Logger {
  return pino(
    {
      level: input.level,
      base: input.base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: (record) => scrubValues(record, input.secrets) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((arg) =>
              typeof arg === 'string' ? scrubValues(arg, input.secrets) : arg,
            ) as typeof args,
          );
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Temporal's logger over ours; pino's argument order is the other way round. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error',
    message: string,
    meta?: object,
  ): void => log[level](meta ?? {}, message);
  const byLevel: Record<LogLevel, Parameters<typeof write>[0]> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  };
  return {
    log: (level, message, meta) => write(byLevel[level], message, meta),
    trace: (message, meta) => write('trace', message, meta),
    debug: (message, meta) => write('debug', message, meta),
    info: (message, meta) => write('info', message, meta),
    warn: (message, meta) => write('warn', message, meta),
    error: (message, meta) => write('error', message, meta),
  };
}
