import pino from 'pino';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger, LogLevel, LogMetadata } from '@temporalio/worker';
import type { Scrubber } from './scrubber';

/**
 * The process's log as JSON lines on standard error, in the shape that Temporal's runtime wants. Everything that is
 * written goes through the scrubber, message and fields, at any depth.
 */
export function createLogger(input: {
  level: string;
  scrubber: Scrubber;
  /** Fields of every line. */
  base: Record<string, unknown>;
}): Logger {
  const { scrubber } = input;
  const log = pino(
    {
      level: input.level,
      base: scrubber.value(input.base) as Record<string, unknown>,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const write = (given: pino.Level, message: string, meta: LogMetadata = {}): void => {
    const level = BY_DESIGN.test(message) && given !== 'trace' ? 'debug' : given;
    if (!log.isLevelEnabled(level)) return;
    // With arguments of its own, pino would take `%s` in a message for a place to fill.
    log[level]({ ...(scrubber.value(readable(meta)) as object), msg: scrubber.text(message) });
  };
  return {
    log: (level, message, meta) => write(PINO_LEVELS[level], message, meta),
    trace: (message, meta) => write('trace', message, meta),
    debug: (message, meta) => write('debug', message, meta),
    info: (message, meta) => write('info', message, meta),
    warn: (message, meta) => write('warn', message, meta),
    error: (message, meta) => write('error', message, meta),
  };
}

/** A worker of ours runs workflows or activities, never both: no reason to be warned at every start. */
const BY_DESIGN = /^No (workflows|activities|Nexus services) registered/;

const PINO_LEVELS: Record<LogLevel, pino.Level> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** A failure of ours as its code and reason; its stack would tell only where errors are mapped. */
function readable({ error, ...meta }: LogMetadata): LogMetadata {
  if (error === undefined) return meta;
  if (!(error instanceof ApplicationFailure)) return { ...meta, error };
  return { ...meta, code: error.type, reason: error.message, retryable: error.nonRetryable !== true };
}
