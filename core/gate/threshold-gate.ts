import type { Verdict } from '../../contracts/speculation';
import type { Gate, GateQuestion } from './gate';

/** The simple rule: read-only, likely enough, and within what is left of the run's launches and dollars. */
export function thresholdGate(minProbability: number): Gate {
  return {
    name: 'threshold',
    admit(questions) {
      let launches = 0;
      let costUsd = 0;
      return questions.map((question): Verdict => {
        const verdict = judge(question, minProbability, { launches, costUsd });
        if (verdict.admit) {
          launches += 1;
          costUsd += question.policy.priceUsd;
        }
        return verdict;
      });
    },
  };
}

function judge(
  { policy, probability, budget }: GateQuestion,
  minProbability: number,
  used: { launches: number; costUsd: number },
): Verdict {
  if (policy.effect === 'write') return { admit: false, reason: 'not_read_only' };
  if (probability < minProbability || probability === 0) return { admit: false, reason: 'below_threshold' };
  if (used.launches + 1 > budget.launches) return { admit: false, reason: 'budget_launches' };
  if (used.costUsd + policy.priceUsd > budget.costUsd) return { admit: false, reason: 'budget_cost' };
  return { admit: true };
}
