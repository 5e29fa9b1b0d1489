import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ForerunActivities } from '../contracts/activities';
import type { RunInput } from '../contracts/run';
import { withoutConfirmation } from '../core/mcp-policy';
import { realOptions } from './ports/activity-options';
import { runContext } from './ports/run-context';

/** Longest that one attempt at opening all servers may take. */
const OPEN_MS = 600_000;
const ATTEMPTS = 6;

/**
 * Asks the servers of a toolset for their tools: once a run, before anything else, in both arms. Changes the given
 * input: its catalogue, and the policy of tools that are not what was confirmed. Throws what stops the run.
 */
export async function openTools(input: RunInput): Promise<void> {
  if (!input.opened) {
    setCurrentDetails('opening tool servers');
    const options = realOptions(input, 'tools', OPEN_MS, 'opening tool servers');
    const { openTools: open } = proxyActivities<ForerunActivities>({
      ...options,
      retry: { ...options.retry, maximumAttempts: ATTEMPTS },
    });
    const run = runContext(input, workflowInfo().workflowId);
    const { catalogue, unconfirmed } = await open({
      run,
      toolModes: Object.keys(input.speculation.gate?.modes ?? {}),
    });
    input.opened = { catalogue, unconfirmed };
  }
  input.policy = withoutConfirmation(input.policy, input.opened.unconfirmed);
}

/** What a run that continues as new takes along. */
export const openedBy = ({ opened }: RunInput): Pick<RunInput, 'opened'> => (opened ? { opened } : {});
