import type { GateSettings } from '../../contracts/gate';
import type { AheadVerdict, RefusalReason, Verdict } from '../../contracts/speculation';
import type { Gate, GateCall, GateQuestion } from './gate';
import { askedAhead } from './carrier';
import { modeOf } from './modes';
import { Spend } from './spend';

/**
 * The simple rule: read-only, likely enough in the predictor's own opinion, and within what is left of the run's
 * launches and dollars, in the order given. A decision may be asked ahead of the guess that carries the chain where the
 * whole turn is likely enough, whatever it costs.
 */
export function thresholdGate(
  minProbability: number,
  modes?: Pick<GateSettings, 'defaultMode' | 'modes'>,
): Gate {
  return {
    name: 'threshold',
    judge({ turns, budget, input, decision }) {
      const spend = new Spend(budget);
      const verdicts = turns.map(({ calls, probability }) => ({
        calls: calls.map((call): Verdict => {
          const own = call.probability ?? probability;
          const reason = refusal(call, own, minProbability, modes) ?? spend.take(priceOf(call));
          return reason ? { admit: false, reason } : { admit: true };
        }),
      }));
      const at = askedAhead(verdicts.map(({ calls }) => calls));
      const best = verdicts[at];
      // A call may be likely where the turn around it is not: the decision behind needs the whole turn.
      const isUnlikely = (turns[at]?.probability ?? 0) < minProbability;
      if (!best || (!input.ahead && !isUnlikely)) return verdicts;
      const ahead = aheadOf(best.calls, spend, decision, isUnlikely ? 'below_threshold' : undefined);
      return verdicts.map((each, index) => (index === at ? { ...each, ahead } : each));
    },
  };
}

export const priceOf = (call: Pick<GateCall, 'policy'>): number => call.policy?.priceUsd ?? 0;

/** A decision ahead hangs on the whole turn before it: where a call of that is refused, it is refused for that. */
function aheadOf(
  calls: Verdict[],
  spend: Spend,
  { reserveUsd }: GateQuestion['decision'],
  refused: RefusalReason | undefined,
): AheadVerdict {
  const blocked = calls.find((verdict) => !verdict.admit);
  const reason = (blocked && !blocked.admit ? blocked.reason : refused) ?? spend.take(reserveUsd);
  return reason ? { admit: false, reason, reserveUsd } : { admit: true, reserveUsd };
}

function refusal(
  call: GateCall,
  probability: number,
  minProbability: number,
  modes: Pick<GateSettings, 'defaultMode' | 'modes'> | undefined,
): RefusalReason | undefined {
  if (call.refused) return call.refused;
  if (!call.policy) return 'unknown_tool';
  if (call.policy.effect === 'write') return 'not_read_only';
  if (modeOf(modes, call.tool) === 'off') return 'tool_mode_off';
  if (probability < minProbability || !(probability > 0)) return 'below_threshold';
  return modeOf(modes, call.tool) === 'shadow' ? 'tool_mode_shadow' : undefined;
}
