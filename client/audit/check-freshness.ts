import { policyOf } from '../../core/policy-of';
import type { Finding } from '../../learning/histories/finding';
import type { RebuiltCall, RebuiltRun, RebuiltStep } from '../../learning/histories/rebuilt-run';
import { isRunTool, type RunToolActivity } from '../../learning/histories/run-history';

/**
 * Rule 5: a claimed `read` outcome was launched after the last write had ended and before the next one began, and within
 * its time to live. The moment of a claim is not in the history: it is taken to be the end of the decision that claims,
 * the earliest that it can have been, so an honest run is never accused. Pure.
 */
export function checkFreshness(run: RebuiltRun): Finding[] {
  const writes = run.history.activities
    .filter(isRunTool)
    .filter(({ input }) => (policyOf(run.input.policy, input.call.tool)?.effect ?? 'write') === 'write');
  return run.steps.flatMap((step) =>
    step.calls.flatMap((call) =>
      call.via === 'claimed' || call.via === 'joined' ? stale(run, writes, step, call) : [],
    ),
  );
}

function stale(run: RebuiltRun, writes: RunToolActivity[], step: RebuiltStep, call: RebuiltCall): Finding[] {
  const { served } = call;
  const policy = served && policyOf(run.input.policy, served.input.call.tool);
  if (!served || policy?.effect !== 'read') return [];
  const report = (message: string): Finding[] => [
    {
      kind: 'claim_stale',
      step: step.step,
      call: call.index,
      message: `step ${step.step}, ${call.call.tool}: ${message}`,
    },
  ];
  const between = writes.find(
    (write) =>
      write.endOrder > served.order &&
      (write.input.step < step.step || (write.input.step === step.step && write.input.index < call.index)),
  );
  if (between)
    return report(`${call.via} although ${between.input.call.tool} (event ${between.id}) wrote in between`);
  const { endedMs = 0 } = step.decidedBy;
  const ageMs = endedMs - served.scheduledMs;
  return call.via === 'claimed' && ageMs > policy.ttlMs
    ? report(`claimed ${Math.round(ageMs)} ms after its launch; its time to live is ${policy.ttlMs} ms`)
    : [];
}
