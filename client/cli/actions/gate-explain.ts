import { ForerunError } from '../../../contracts/errors';
import { explainStep, stepsOf } from '../../../learning/gate/explain-step';
import { fetchRun } from '../../sdk/fetch-run';
import { findWorkflow, isBatch } from '../find-workflow';
import { processIo } from '../io';
import { withServer } from '../open-server';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';
import { gateLines } from '../screen/gate-lines';

/**
 * Why each candidate of a step was launched or not, from the run's history alone. Returns the exit code. Throws
 * ForerunError `not_a_run`, `no_such_step`, `history_missing`, and what `findWorkflow` throws.
 */
export async function gateExplain(
  name: string,
  step: number,
  options: { json?: true; config?: string },
): Promise<number> {
  const io = processIo(options.json ?? false);
  return withServer({ io, configPath: options.config }, async ({ client }) => {
    const found = await findWorkflow(client, name);
    const { workflowId } = found;
    if (isBatch(found)) {
      throw new ForerunError({
        code: 'not_a_run',
        blame: 'user',
        message: `${workflowId} is a batch; steps belong to runs`,
        remedy: '`forerun list` shows its runs.',
      });
    }
    const history = await fetchRun(client, workflowId);
    const steps = history ? stepsOf(history) : [];
    if (steps.length === 0) throw noSteps(workflowId);
    if (!history || !steps.includes(step)) {
      throw new ForerunError({
        code: 'no_such_step',
        blame: 'user',
        message: `the history of ${plainLine(workflowId)} knows no step ${step}; it has ${steps.join(', ')}`,
        remedy: 'Name one of these.',
      });
    }
    const explained = explainStep(history, step);
    io.result(jsonLine(explained));
    if (!io.json) for (const line of gateLines(explained)) io.say(line);
    return EXIT.done;
  });
}

const noSteps = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'no_such_step',
    blame: 'user',
    message: `the history of ${plainLine(workflowId)} has no step: the run has not come to its first decision, or ended before it`,
    remedy: '`forerun show RUN` says where it is, or why it ended.',
  });
