import type { TableMessage } from '../../../../core/table/message';
import type { Trajectory } from '../../../../learning/table/trajectory';

const reads = (path: string): TableMessage => ({
  role: 'assistant',
  text: '',
  calls: [{ tool: 'read', arguments: { path } }],
});
const answers = (value: unknown): TableMessage => ({ role: 'tool', text: JSON.stringify(value), calls: [] });

/**
 * Made-up orchards in files: the user names one, the agent reads its state, then what is known of the keeper named
 * there, and then the rules, which are the same for all.
 */
export function orchardRun(task: number): Trajectory {
  const name = `plum${task}`;
  const keeper = `keeper${4_000 + ((task * 7) % 39)}`;
  return {
    domain: 'orchard',
    task: `orchard:${task}`,
    tools: [
      { name: 'read', readOnly: true },
      { name: 'write', readOnly: false },
    ],
    messages: [
      { role: 'user', text: `Who keeps ${name}, and what do the rules ask for?`, calls: [] },
      reads(`/orchards/${name}/state.json`),
      answers({ trees: 10 + task, keeper }),
      reads(`/keepers/${keeper}.txt`),
      answers({ since: 1990 + task }),
      reads('/keepers/the.rules'),
      answers({ rules: 'water' }),
      { role: 'assistant', text: 'That is all.', calls: [] },
    ],
  };
}
