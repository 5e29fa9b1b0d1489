import { policyOf } from '../../core/policy-of';
import type { Finding } from '../../learning/histories/finding';
import type { RebuiltRun } from '../../learning/histories/rebuilt-run';
import { isRunTool, type RunToolActivity } from '../../learning/histories/run-history';

/**
 * Rule 4: nothing with an effect ran ahead, and every execution for the actor came behind a decision in history that asks
 * for this very call at this place. A write that is not idempotent was scheduled once. Pure.
 */
export function checkEffects(run: RebuiltRun): Finding[] {
  const findings: Finding[] = [];
  const begun = new Map<string, RunToolActivity>();
  for (const activity of run.history.activities.filter(isRunTool)) {
    const { call, step, index, ahead } = activity.input;
    const policy = policyOf(run.input.policy, call.tool);
    const writes = (policy?.effect ?? 'write') === 'write';
    const at = { step, call: index };
    const place = `step ${step}: ${call.tool} (event ${activity.id})`;
    if (ahead || activity.queue.includes('spec-')) {
      if (writes)
        findings.push({ ...at, kind: 'effect_ahead', message: `${place} writes and was executed ahead` });
      if (ahead) continue;
    }
    if (!isDecided(run, activity)) {
      const kind = writes ? 'effect_undecided' : 'call_undecided';
      const message = `${place} was executed without a decision before it that asks for it`;
      findings.push({ ...at, kind, message });
    }
    const earlier = begun.get(`${step}/${index}`);
    if (writes && policy?.idempotent !== true && earlier) {
      const message = `${place} was executed a second time; the first is event ${earlier.id}`;
      findings.push({ ...at, kind: 'effect_repeated', message });
    }
    begun.set(`${step}/${index}`, activity);
  }
  return findings;
}

/** The run's decision of that step, complete in history before the execution was scheduled, asks for the same call there. */
function isDecided(run: RebuiltRun, { input, order }: RunToolActivity): boolean {
  const step = run.steps.find((rebuilt) => rebuilt.step === input.step);
  const decided = step?.decision.calls[input.index];
  if (!step || !decided || decided.problem) return false;
  return decided.key === input.call.key && step.decidedBy.endOrder < order;
}
