import { ForerunError } from '../../contracts/errors';

/** The server does not have a run's history any more. */
export const historyGone = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'history_missing',
    blame: 'user',
    message: `the history of ${workflowId} is not there any more`,
    remedy: 'It was never started, or is older than the retention time of the namespace.',
  });

/** What is asked needs a run that has ended. */
export const notFinished = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'run_not_finished',
    blame: 'user',
    message: `the run ${workflowId} has not ended yet`,
    remedy: 'Wait for it (`forerun result RUN`), or end it with `forerun stop RUN`.',
  });
