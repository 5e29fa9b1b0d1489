import type { HeldOutRecord, Profile, RunLatency, RunSkill } from '../../contracts/profile';
import { calibrated } from '../calibration/calibrated';
import { WHOLE_TURN } from '../calibration/bins';
import { CAUTIOUS, outcomesOf, recorded } from '../calibration/calibration-map';
import { isProbe, killSwitch } from '../calibration/kill-switch';
import { latency } from '../calibration/latency';
import type { GateEvidence } from './evidence';
import { mixtureOf, pointsOf, type Latency, type WeightedPoint } from './latency';

/** What the run itself has seen so far. */
export interface RunEvidence {
  skills: readonly RunSkill[];
  latencies: readonly RunLatency[];
  /** Held-out records of those predictors that have one, by their names. */
  records?: Readonly<Record<string, HeldOutRecord | undefined>>;
  /** Outcomes that a prior is worth. */
  priorStrength?: number;
}

/** Right and wrong turns that a predictor is taken to have had before it was ever asked. */
const HOPE = 2;
/** Samples that a prior is worth. */
const PRIOR_WEIGHT = 2;
/** The most samples that a deployment's sketch counts for beside the run's own. */
const MAX_SKETCH_WEIGHT = 20;

/**
 * Evidence from what the deployment has learned and what the run has seen itself. Without either it is cautious: the
 * calibration's own prior or what a predictor was held out on, the latencies' priors, no switch tripped. `seed` names run and step, for the rare probes of
 * tripped switches.
 */
export function learnedEvidence(profile: Profile | undefined, run: RunEvidence, seed: string): GateEvidence {
  const { priorStrength = CAUTIOUS.priorStrength } = run;
  const recordOf = (predictor: string): HeldOutRecord | undefined =>
    run.records && Object.hasOwn(run.records, predictor) ? run.records[predictor] : undefined;
  const settings = { ...CAUTIOUS, priorStrength };
  return {
    probability: ({ predictor, tool, probability }) =>
      calibrated(
        profile,
        { predictor, tool, probability, run: run.skills, record: recordOf(predictor) },
        settings,
      ).acted,
    trust: ({ predictor, tool, key }) => {
      if (!killSwitch(profile, predictor, tool, run.skills).tripped) return 'live';
      return isProbe(`${seed} ${key}`) ? 'probe' : 'killed';
    },
    hitRate: (predictor) => {
      const learned =
        profile && Object.hasOwn(profile.predictors, predictor) ? profile.predictors[predictor] : {};
      const turns = learned && Object.hasOwn(learned, WHOLE_TURN) ? learned[WHOLE_TURN] : undefined;
      const own = run.skills.filter((one) => one.predictor === predictor && one.tool === WHOLE_TURN);
      const before = recordOf(predictor)?.[WHOLE_TURN];
      const { right, wrong } = outcomesOf([
        ...(turns ? [turns] : []),
        ...own,
        ...recorded(before ? [before] : []),
      ]);
      return (HOPE + right) / (2 * HOPE + right + wrong);
    },
    seconds: (kind, name, prior): Latency => {
      const known = latency(profile, kind, name);
      const own = run.latencies.find((one) => one.kind === kind && one.name === name)?.seconds ?? [];
      if (!known && own.length === 0) return prior;
      const points: WeightedPoint[] = own.map((seconds) => ({ seconds, weight: 1 }));
      const weight = Math.min(known?.observations ?? 0, MAX_SKETCH_WEIGHT);
      for (const { seconds, share } of known?.points ?? []) points.push({ seconds, weight: share * weight });
      const priorPoints = pointsOf(prior);
      for (const seconds of priorPoints) points.push({ seconds, weight: PRIOR_WEIGHT / priorPoints.length });
      return mixtureOf(points);
    },
  };
}
