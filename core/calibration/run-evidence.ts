import type { Decision } from '../../contracts/decision';
import type { LatencyKind, RunLatency, RunLearned, RunReport, RunSkill } from '../../contracts/profile';
import type { Prediction } from '../../contracts/speculation';
import { binOf, outcomeLetter } from './bins';
import { scoredGuesses, type ScoredGuess } from './scored-guesses';

/** Turns in order that the kill switch is told of, and samples of one latency that are kept; the newest. */
const MAX_RECENT = 64;
const MAX_SAMPLES = 16;
/** Predictors times tools, and names of latencies, that one run keeps. */
const MAX_ROWS = 200;
/** Predicted transcripts that the actor has not answered yet; most of them it never gets to. */
const MAX_OPEN = 64;
/** Misses that are known again when they are guessed again. */
const MAX_MISSED = 256;

/**
 * What a run sees of its predictions and of how long things take: small counts, deterministic, carried through
 * continue-as-new. A prediction is scored against the actor's real turn, whether it was executed or not.
 */
export class RunEvidence {
  private readonly skills = new Map<string, RunSkill>();
  private readonly latencies = new Map<string, RunLatency>();
  /** Predictions by the transcript that they are about, until the actor has answered it. */
  private readonly open = new Map<string, Prediction[]>();
  /** Guesses that were wrong; forgotten when a run continues as new, which costs a miss counted twice. */
  private readonly missed = new Set<string>();
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
    for (const prediction of predictions)
      for (const guess of scoredGuesses(prediction, decision, isReadOnly))
        this.score(guess, guess.isBest && this.isNews(guess));
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

  /** Whether a guess tells the kill switch anything: a miss that is guessed again is the same miss until it is right. */
  private isNews({ predictor, tool, key, right }: ScoredGuess): boolean {
    if (key === '') return true;
    const name = keyOf(predictor, `${tool} ${key}`);
    if (right) {
      this.missed.delete(name);
      return true;
    }
    if (this.missed.has(name)) return false;
    this.missed.add(name);
    for (const oldest of this.missed) {
      if (this.missed.size <= MAX_MISSED) break;
      this.missed.delete(oldest);
    }
    return true;
  }

  /**
   * Every guess counts for calibration, but only the likeliest of a tool for the kill switch: the guesses at one turn
   * exclude each other, so that all but one of them are wrong however good the predictor is.
   */
  private score({ predictor, tool, probability, right, probe }: ScoredGuess, tellSwitch: boolean): void {
    const bin = binOf(probability);
    this.change(predictor, tool, (skill) => {
      const [hits, misses] = skill.bins[bin] ?? [0, 0];
      const { probes } = skill;
      return {
        ...skill,
        bins: { ...skill.bins, [bin]: right ? [hits + 1, misses] : [hits, misses + 1] },
        recent: tellSwitch ? (skill.recent + outcomeLetter(bin, right)).slice(-MAX_RECENT) : skill.recent,
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
