import type { Decision } from '../../contracts/decision';
import type { LatencyKind, RunLatency, RunLearned, RunReport, RunSkill } from '../../contracts/profile';
import type { Candidate, PredictedCall, Prediction } from '../../contracts/speculation';
import { binOf, outcomeLetter, WHOLE_TURN } from './bins';

/** Turns in order that the kill switch is told of, and samples of one latency that are kept; the newest. */
const MAX_RECENT = 64;
const MAX_SAMPLES = 16;
/** Predictors times tools, and names of latencies, that one run keeps. */
const MAX_ROWS = 200;
/** Predicted transcripts that the actor has not answered yet; most of them it never gets to. */
const MAX_OPEN = 64;

/**
 * What a run sees of its predictions and of how long things take: small counts, deterministic, carried through
 * continue-as-new. A prediction is scored against the actor's real turn, whether it was executed or not.
 */
export class RunEvidence {
  private readonly skills = new Map<string, RunSkill>();
  private readonly latencies = new Map<string, RunLatency>();
  /** Predictions by the transcript that they are about, until the actor has answered it. */
  private readonly open = new Map<string, Prediction[]>();
  private version?: string;

  constructor(carried?: Omit<RunLearned, 'profile'>) {
    for (const skill of carried?.skills ?? []) this.skills.set(keyOf(skill.predictor, skill.tool), skill);
    for (const sample of carried?.latencies ?? [])
      this.latencies.set(keyOf(sample.kind, sample.name), sample);
    this.version = carried?.version;
  }

  /** A prediction has come. The first version of the profile that one was judged by is the run's for good. */
  predicted(transcriptId: string, prediction: Prediction): void {
    this.version ??= prediction.profile;
    if (prediction.skipped === undefined) this.took('predictor', prediction.predictor, prediction.seconds);
    this.open.set(transcriptId, [...(this.open.get(transcriptId) ?? []), prediction]);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= MAX_OPEN) break;
      this.open.delete(oldest);
    }
  }

  /** Seconds of finished work. */
  took(kind: LatencyKind, name: string, seconds: number): void {
    const key = keyOf(kind, name);
    if (!this.latencies.has(key) && this.latencies.size >= MAX_ROWS) return;
    const rounded = Math.round(Math.max(0, seconds) * 1000) / 1000;
    const before = this.latencies.get(key)?.seconds ?? [];
    this.latencies.set(key, { kind, name, seconds: [...before, rounded].slice(-MAX_SAMPLES) });
  }

  /** A predicted call was executed ahead. */
  launched(predictor: string, tool: string, { probe }: { probe: boolean }): void {
    this.change(predictor, tool, (skill) =>
      probe
        ? { ...skill, probes: { ...skill.probes, launched: skill.probes.launched + 1 } }
        : { ...skill, launched: skill.launched + 1 },
    );
  }

  /** The outcome of a predicted call served the run. */
  claimed(predictor: string, tool: string): void {
    this.change(predictor, tool, (skill) => ({ ...skill, claimed: skill.claimed + 1 }));
  }

  /** The actor's real turn: what was predicted of it is scored now. Calls of tools that write are not. */
  decided(
    transcriptId: string,
    decision: Pick<Decision, 'kind' | 'calls'>,
    isReadOnly: (tool: string) => boolean,
  ): void {
    const predictions = this.open.get(transcriptId) ?? [];
    this.open.delete(transcriptId);
    for (const prediction of predictions) this.scoreAll(prediction, decision, isReadOnly);
  }
  /** For the next prediction. */
  learned(): Omit<RunLearned, 'profile'> {
    return {
      ...(this.version === undefined ? {} : { version: this.version }),
      skills: [...this.skills.values()],
      latencies: [...this.latencies.values()],
    };
  }

  /** For the deployment, at the run's end; undefined where the run saw nothing. */
  report(runToken: string): RunReport | undefined {
    const { skills, latencies } = this.learned();
    return skills.length + latencies.length > 0 ? { format: 1, runToken, skills, latencies } : undefined;
  }

  private scoreAll(
    prediction: Prediction,
    decision: Pick<Decision, 'kind' | 'calls'>,
    isReadOnly: (tool: string) => boolean,
  ): void {
    const told = new Set<string>();
    for (const candidate of prediction.candidates) {
      const { probability, calls } = candidate;
      const predictor = candidate.predictor ?? prediction.predictor;
      const score = (tool: string, right: boolean, probe: boolean): void => {
        const key = keyOf(predictor, tool);
        this.score(predictor, tool, { probability, right, probe, isBest: !told.has(key) });
        told.add(key);
      };
      score(WHOLE_TURN, isSameTurn(candidate, decision), false);
      const open = decision.calls.filter((call) => !call.problem).map((call) => call.key);
      for (const call of calls) {
        if (!isReadOnly(call.tool)) continue;
        const at = open.indexOf(call.key);
        if (at >= 0) open.splice(at, 1);
        score(call.tool, at >= 0, isProbe(call));
      }
    }
  }

  /**
   * Every guess counts for calibration, but only the likeliest of a tool for the kill switch: the guesses at one turn
   * exclude each other, so that all but one of them are wrong however good the predictor is.
   */
  private score(
    predictor: string,
    tool: string,
    guess: { probability: number; right: boolean; probe: boolean; isBest: boolean },
  ): void {
    const { probability, right, probe, isBest } = guess;
    const bin = binOf(probability);
    this.change(predictor, tool, (skill) => {
      const [hits, misses] = skill.bins[bin] ?? [0, 0];
      const { probes } = skill;
      return {
        ...skill,
        bins: { ...skill.bins, [bin]: right ? [hits + 1, misses] : [hits, misses + 1] },
        recent: isBest ? (skill.recent + outcomeLetter(bin, right)).slice(-MAX_RECENT) : skill.recent,
        probes: probe
          ? { ...probes, right: probes.right + Number(right), wrong: probes.wrong + Number(!right) }
          : probes,
      };
    });
  }

  private change(predictor: string, tool: string, change: (skill: RunSkill) => RunSkill): void {
    const key = keyOf(predictor, tool);
    const before = this.skills.get(key);
    if (!before && this.skills.size >= MAX_ROWS) return;
    this.skills.set(key, change(before ?? newSkill(predictor, tool)));
  }
}

const keyOf = (first: string, second: string): string => JSON.stringify([first, second]);

const newSkill = (predictor: string, tool: string): RunSkill => ({
  predictor,
  tool,
  bins: {},
  recent: '',
  launched: 0,
  claimed: 0,
  probes: { launched: 0, right: 0, wrong: 0 },
});

const isProbe = ({ verdict }: PredictedCall): boolean => verdict.admit && verdict.probe === true;

function isSameTurn(candidate: Candidate, { kind, calls }: Pick<Decision, 'kind' | 'calls'>): boolean {
  if (candidate.turn !== 'calls' || kind !== 'calls') return candidate.turn === kind;
  return (
    calls.length === candidate.calls.length &&
    calls.every((call, index) => !call.problem && call.key === candidate.calls[index]?.key)
  );
}
