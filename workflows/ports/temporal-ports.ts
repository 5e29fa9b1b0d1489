import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { RunInput, StepNote } from '../../contracts/run';
import type { Ports } from '../../core/speculation/ports';
import { decidePorts } from './decide-ports';
import { realFlight } from './flights';
import type { PortsInput } from './ports-input';
import { predictPort } from './predict-port';
import { runContext } from './run-context';
import { toolPorts } from './tool-ports';

/** The ports of the agent loop, carried out by Temporal activities on the queues of DESIGN.md. */
export function temporalPorts(input: RunInput, takeNotes: () => { since?: StepNote[] }): Ports {
  const root = CancellationScope.current();
  const given: PortsInput = { input, root, run: runContext(input, workflowInfo().workflowId), takeNotes };
  return {
    nowMs: () => Date.now(),
    timer: (ms) => {
      const flight = realFlight(root, () => sleep(ms));
      return { fired: flight.result.catch(() => new Promise<void>(() => undefined)), cancel: flight.cancel };
    },
    ...decidePorts(given),
    ...toolPorts(given),
    ...predictPort(given),
  };
}
