import { WORKFLOWS } from '../../../contracts/names';
import type { RegisterCommand } from '../cli';
import { configOption, jsonOption, positiveNumber } from '../common-options';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';

interface Options {
  json?: true;
  config?: string;
  max: number;
}

/** `forerun list`: the latest runs and batches of this server. */
export const registerList: RegisterCommand = (program, cli) => {
  program
    .command('list')
    .description('the latest runs and batches of this server')
    .option('--max <count>', 'at most so many', positiveNumber, 50)
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (options: Options) => {
      const io = processIo(options.json ?? false);
      cli.exitCode = await withServer({ io, configPath: options.config }, async ({ client }) => {
        const query = `WorkflowType IN ('${WORKFLOWS.run}', '${WORKFLOWS.batch}')`;
        let shown = 0;
        for await (const found of client.workflow.list({ query, pageSize: options.max })) {
          if ((shown += 1) > options.max) break;
          const { workflowId, type, status, startTime, closeTime } = found;
          io.result(
            jsonLine({
              workflow_id: workflowId,
              type,
              status: status.name,
              started: startTime,
              ended: closeTime,
            }),
          );
          if (!io.json) {
            const kind = type === WORKFLOWS.batch ? 'batch' : 'run';
            const name = status.name.toLowerCase().padEnd(10);
            io.say(
              `${startTime.toISOString().slice(0, 19)}  ${kind.padEnd(5)}  ${name}  ${plainLine(workflowId)}`,
            );
          }
        }
        if (shown === 0) io.say('no runs yet');
        return EXIT.done;
      });
    });
};
