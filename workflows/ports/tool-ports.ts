import { proxyActivities } from '@temporalio/workflow';
import type { ForerunActivities } from '../../contracts/activities';
import type { Call } from '../../contracts/call';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { describeCall } from '../../core/describe-call';
import { policyOf } from '../../core/policy-of';
import type { Ports } from '../../core/speculation/ports';
import { aheadOptions, realOptions } from './activity-options';
import { aheadFlight, realFlight, toolFlight } from './flights';
import { isFatal, lostOutcome } from './lost-outcome';
import type { PortsInput } from './ports-input';

const SUMMARY_CHARS = 180;

/** Start-to-close of a tool that the pinned policy does not name; only real calls get that far. */
const DEFAULT_TOOL_MS = 60_000;

/** Longest that one reply of the user may take; a run's own limit of seconds ends the wait before. */
const USER_MS = 7 * 24 * 3_600_000;

/** Calls, for real and ahead, and the run's user, who is asked where tools are. */
export function toolPorts({
  input,
  root,
  run,
}: PortsInput): Pick<Ports, 'runTool' | 'runToolAhead' | 'askUser'> {
  return {
    runTool: (call, { step, index }) => {
      const policy = policyOf(input.policy, call.tool);
      const summary = `step ${step} · ${describeCall(call, SUMMARY_CHARS)}`;
      const { runTool } = proxyActivities<ForerunActivities>(
        realOptions(input, 'tools', timeoutMsOf(policy), summary),
      );
      const idempotencyKey = `${input.token}-${step}-${index}`;
      return toolFlight(root, () =>
        runTool({ run, call: plain(call), step, index, ahead: false, idempotencyKey }).catch(
          (error: unknown) => {
            if (isFatal(error)) throw error;
            return lostOutcome(call, policy?.idempotent ?? false, error);
          },
        ),
      );
    },
    runToolAhead: (call, { step, index, transcript, observed }) => {
      const policy = policyOf(input.policy, call.tool);
      const summary = `step ${step} · ${observed ? 'observed' : 'ahead'} · ${describeCall(call, SUMMARY_CHARS)}`;
      const { runTool } = proxyActivities<ForerunActivities>(
        aheadOptions(input, 'spec-tools', timeoutMsOf(policy), summary),
      );
      const idempotencyKey = `${input.token}-${step}-${index}-ahead`;
      // What the actor's stream has shown is the actor's own; an address is checked even then.
      const judged = policy?.egress === 'url' || (policy?.egress === 'query' && !observed);
      const where = judged ? { transcript: transcript.ref() } : {};
      return aheadFlight(root, () =>
        runTool({ run, call: plain(call), step, index, ahead: true, idempotencyKey, ...where }),
      );
    },
    askUser: (textHash, { step }) => {
      const { askUser } = proxyActivities<ForerunActivities>(
        realOptions(input, 'tools', USER_MS, `step ${step} · waiting for the user`),
      );
      const idempotencyKey = `${input.token}-${step}-user`;
      return realFlight(root, () => askUser({ run, textHash, step, idempotencyKey }));
    },
  };
}

const timeoutMsOf = (policy: ToolPolicy | undefined): number => policy?.timeoutMs ?? DEFAULT_TOOL_MS;

const plain = ({ tool, arguments: args, key }: Call): Call => ({ tool, arguments: args, key });
