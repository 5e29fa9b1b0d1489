import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSurroundings } from '../../embedded/surroundings';
import { stopHosts } from '../../embedded/stop-hosts';
import { temporalScripts } from '../../embedded/scripts';
import type { Cli } from '../cli';
import { processIo, type Io } from '../io';
import { openCommand, type OpenedCommand } from '../open-command';
import { EXIT } from '../report-error';

export interface DevOptions {
  stop?: true;
  config?: string;
}

const LOG_POLL_MS = 300;

/** Embedded Temporal and all workers until Ctrl-C, or their end where `stop` asks for it. Returns the exit code. */
export async function dev(cli: Cli, options: DevOptions): Promise<number> {
  const io = processIo(false);
  if (options.stop) return stopAll(io);
  const opened = await openCommand({ configPath: options.config });
  await serve(io, opened, new Promise((resolve) => cli.interrupts.handle(resolve)));
  return EXIT.done;
}

async function serve(io: Io, opened: OpenedCommand, interrupted: Promise<void>): Promise<void> {
  const around = await openSurroundings({ ...opened, useConfigured: true, log: io.note });
  const { server, workersLog } = around;
  io.say(`Temporal server  ${server.where.address}, namespace ${server.where.namespace}`);
  io.say(`Temporal UI      ${server.uiUrl === '' ? '(set FORERUN_UI_URL)' : server.uiUrl}`);
  io.say(`queues           ${around.config.temporal.queuePrefix}orchestrator, actor, tools, spec-…`);
  if (workersLog !== undefined) io.say(`workers' log     ${workersLog}`);
  io.say('until Ctrl-C; other commands started in this folder use these');
  const following = new AbortController();
  const tail = workersLog === undefined ? undefined : followLog(workersLog, following.signal);
  await Promise.race([interrupted, around.lost]);
  io.note('draining the workers');
  const stays = await around.leave();
  if (stays !== undefined) {
    io.say(`the workers stay: ${stays}; \`forerun dev --stop\` stops them`);
  }
  following.abort();
  await tail;
}

/** Prints what is added to a log. */
async function followLog(path: string, signal: AbortSignal): Promise<void> {
  let offset = (await stat(path)).size;
  while (!signal.aborted) {
    const { size } = await stat(path).catch(() => ({ size: offset }));
    if (size > offset) {
      const added = createReadStream(path, { start: offset, end: size - 1, encoding: 'utf8' });
      offset = size;
      for await (const piece of added) process.stderr.write(piece as string);
    }
    await sleep(LOG_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function stopAll(io: Io): Promise<number> {
  const { findForerunFolder, stopServer } = await temporalScripts();
  const forerunDir = findForerunFolder();
  const hosts = await stopHosts(forerunDir);
  const server = await stopServer(forerunDir);
  io.say(
    hosts === 0 && !server
      ? `nothing embedded runs in ${forerunDir}`
      : `stopped: ${hosts} host${hosts === 1 ? '' : 's'} of workers${server ? ' and the Temporal server' : ''}; open runs go on when they are up again`,
  );
  return EXIT.done;
}
