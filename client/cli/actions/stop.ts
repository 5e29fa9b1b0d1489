import { SIGNALS } from '../../../contracts/names';
import { findWorkflow, isBatch } from '../find-workflow';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { EXIT } from '../report-error';

/** Tells a run or a batch to stop. Returns the exit code; throws what `findWorkflow` throws. */
export async function stop(name: string, options: { config?: string }): Promise<number> {
  const io = processIo(false);
  return withServer({ io, configPath: options.config }, async ({ client }) => {
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
}
