import type { Surroundings } from '../embedded/surroundings';
import { runLink } from '../sdk/run-link';

/** What every command that starts a run or a batch says of it. Pure. */
export function startLines(
  surroundings: Pick<Surroundings, 'server' | 'client'>,
  workflowId: string,
): string[] {
  const { uiUrl, where } = surroundings.server;
  const link = runLink({ uiUrl, namespace: where.namespace, workflowId });
  return [
    `workflow ${workflowId}`,
    link === undefined ? 'no link: set FORERUN_UI_URL to the address of your Temporal UI' : `  ${link}`,
  ];
}

/** What is said of work that goes on without the command. Pure. */
export function detachedLines(
  surroundings: Pick<Surroundings, 'embeddedWorkers'>,
  ids: readonly string[],
  how: { results: string },
): string[] {
  return [
    'detached: the work goes on without this command',
    ...ids.map((id) => `  look: forerun show ${id}   stop: forerun stop ${id}`),
    `  results: ${how.results}`,
    ...(surroundings.embeddedWorkers
      ? ['  embedded server and workers stay until it has ended; `forerun dev --stop` stops them at once']
      : []),
  ];
}
