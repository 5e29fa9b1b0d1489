import { connectClient } from '../../../runtime/connect-client';
import { judge } from '../../embedded/find-workers';
import { WORKER_ROLES } from '../../../contracts/names';
import { findServer } from '../../embedded/find-server';
import { programPath } from '../../embedded/package-root';
import type { RegisterCommand } from '../cli';
import { configOption, positiveNumber } from '../common-options';
import { processIo } from '../io';
import { openCommand } from '../open-command';
import { runProgram } from '../run-program';

interface Options {
  concurrency?: number;
  config?: string;
}

/** `forerun worker ROLE… [--concurrency N]`: a worker program in the foreground. */
export const registerWorker: RegisterCommand = (program, cli) => {
  program
    .command('worker')
    .description('run a worker program for one or more roles, until Ctrl-C')
    .argument('<role...>', WORKER_ROLES.join(', '))
    .option('--concurrency <count>', 'activities at a time, instead of the configured number', positiveNumber)
    .addOption(configOption())
    .action(async (roles: string[], options: Options) => {
      const io = processIo(true);
      const { config, environment, configPath, forerunDir } = await openCommand({
        configPath: options.config,
      });
      const server = await findServer({
        forerunDir,
        useConfigured: true,
        environment,
        uiUrl: config.temporal.uiUrl,
        log: io.note,
        onLost: (reason) => io.note(`error: the Temporal server is gone: ${reason}`),
      });
      const { address, namespace } = server.where;
      io.note(`Temporal ${address}, namespace ${namespace}`);
      const client = await connectClient(server.where);
      const others = await judge(client, config);
      await client.connection.close();
      if (others.kind === 'foreign') {
        io.note(
          `warning: workers of another configuration serve these queues (${others.identities.slice(0, 3).join(', ')}); runs may be decided by either. ` +
            'Stop them, or set FORERUN_QUEUE_PREFIX.',
        );
      }
      const embedded =
        server.kind === 'configured' ? {} : { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
      const concurrency =
        options.concurrency === undefined ? [] : ['--concurrency', String(options.concurrency)];
      const from = configPath === undefined ? [] : ['--config', configPath];
      cli.exitCode = await runProgram(cli, {
        program: programPath('workers/main.js'),
        args: [...roles, ...concurrency, ...from],
        env: { ...process.env, ...embedded },
      });
      await server.release();
    });
};
