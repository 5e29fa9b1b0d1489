import { SIGNALS } from '../../../contracts/names';
import type { RegisterCommand } from '../cli';
import { configOption } from '../common-options';
import { findWorkflow, isBatch } from '../find-workflow';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { EXIT } from '../report-error';

/** `forerun stop RUN`: a run gives its best answer so far, a batch starts no more and stops those under way. */
export const registerStop: RegisterCommand = (program, cli) => {
  program
    .command('stop')
    .description('end a run or a batch with its best answers so far')
    .argument('<run>', 'workflow id, or its beginning')
    .addOption(configOption())
    .action(async (name: string, options: { config?: string }) => {
      const io = processIo(false);
      cli.exitCode = await withServer({ io, configPath: options.config }, async ({ client }) => {
        const found = await findWorkflow(client, name);
        if (found.status.name !== 'RUNNING') {
          io.say(`${found.workflowId} has ended already: ${found.status.name.toLowerCase()}`);
          return EXIT.done;
        }
        await client.workflow.getHandle(found.workflowId).signal(SIGNALS.stop);
        io.say(
          isBatch(found)
            ? `${found.workflowId}: no further run is started, those under way give their best answer so far`
            : `${found.workflowId} gives its best answer so far`,
        );
        return EXIT.done;
      });
    });
};
