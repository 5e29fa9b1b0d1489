import { proxyActivities } from '@temporalio/workflow';
import type { ForerunActivities } from '../../contracts/activities';
import type { Ports } from '../../core/speculation/ports';
import { aheadOptions, realOptions } from './activity-options';
import { aheadFlight, decideFlight } from './flights';
import type { PortsInput } from './ports-input';

/** The actor's decisions: for real, and about a predicted future. */
export function decidePorts({
  input,
  root,
  run,
  takeNotes,
}: PortsInput): Pick<Ports, 'decide' | 'decideAhead'> {
  const { decideMs } = input.timeouts;
  const user = input.user === 'toolset' ? { user: 'toolset' as const } : {};
  return {
    decide: (transcript, { step, mode }) => {
      const summary = `step ${step} · decide${mode === 'last' ? ' (last answer)' : ''}`;
      const { decide } = proxyActivities<ForerunActivities>(realOptions(input, 'actor', decideMs, summary));
      const observe = input.arm === 'speculate' && mode === 'normal';
      const notes = takeNotes();
      return decideFlight(root, () =>
        decide({ run, transcript: transcript.ref(), step, mode, ahead: false, observe, ...user, ...notes }),
      );
    },
    decideAhead: (transcript, { step }) => {
      const options = aheadOptions(input, 'spec-actor', decideMs, `step ${step} · ahead · decide`);
      const { decide } = proxyActivities<ForerunActivities>(options);
      const ref = transcript.ref();
      const notes = takeNotes();
      const how = { mode: 'normal' as const, ahead: true, observe: false };
      return aheadFlight(root, () => decide({ run, transcript: ref, step, ...how, ...user, ...notes }));
    },
  };
}
