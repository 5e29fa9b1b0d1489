import type { BinCounts, LatencyKind, Profile, RunReport, RunSkill, Skill } from '../../contracts/profile';
import { isTurn } from './bins';
import { CAUTIOUS } from './calibration-map';
import { advanceAll, NEW_SWITCH, normalPrecision } from './kill-switch';
import { addSeconds } from './latency';

export interface FoldSettings {
  /** Scored predictions of a tool after which one weighs half. */
  halfLife: number;
  /** Outcomes that a prior is worth; the default where it is absent. */
  priorStrength?: number;
}

export const DEFAULT_HALF_LIFE = 500;

/** Observations that are left of a tool when its switch trips: what was learned before holds no longer. */
const LEFT_AFTER_TRIP = 30;
const MAX_PREDICTORS = 32;
const MAX_TOOLS = 500;
const MAX_NAMES = 500;

export function emptyProfile(name: string): Profile {
  const latency = { tool: {}, predictor: {}, actor: {} };
  return { kind: 'forerun-profile', format: 1, name, runs: 0, generation: 0, predictors: {}, latency };
}

/** A profile that has learned from one run more. Pure; whether the run is in it already is the caller's matter. */
export function fold(
  profile: Profile,
  report: RunReport,
  settings: FoldSettings = { halfLife: DEFAULT_HALF_LIFE },
): Profile {
  const generation = profile.generation + 1;
  const predictors = new Map(
    Object.entries(profile.predictors).map(([name, skills]) => [name, new Map(Object.entries(skills))]),
  );
  for (const seen of report.skills) {
    const skills = predictors.get(seen.predictor) ?? new Map<string, Skill>();
    predictors.set(seen.predictor, skills);
    skills.set(seen.tool, learned(profile, skills.get(seen.tool), seen, { ...settings, generation }));
  }
  const freshness = (skills: Map<string, Skill>): number =>
    Math.max(0, ...[...skills.values()].map((skill) => skill.generation));
  const kept = foremost([...predictors], MAX_PREDICTORS, freshness).map(([name, skills]) => {
    const tools = foremost([...skills], MAX_TOOLS, (skill, tool) =>
      isTurn(tool) ? Infinity : skill.generation,
    );
    return [name, Object.fromEntries(tools)] as const;
  });
  return {
    ...profile,
    runs: profile.runs + 1,
    generation,
    predictors: Object.fromEntries(kept),
    latency: withLatencies(profile.latency, report),
  };
}

function learned(
  profile: Profile,
  before: Skill | undefined,
  seen: RunSkill,
  { halfLife, priorStrength = CAUTIOUS.priorStrength, generation }: FoldSettings & { generation: number },
): Skill {
  const expected = normalPrecision(profile, seen, { ...CAUTIOUS, priorStrength });
  const oldSwitch = before?.switch ?? NEW_SWITCH;
  const newSwitch = advanceAll(oldSwitch, seen.recent, expected);
  const old = before?.bins ?? {};
  const known = total(old);
  const decay = 2 ** (-total(seen.bins) / halfLife);
  const cut = newSwitch.trips > oldSwitch.trips && known > LEFT_AFTER_TRIP ? LEFT_AFTER_TRIP / known : 1;
  const { probes } = seen;
  return {
    bins: merged(old, Math.min(decay, cut), seen.bins),
    switch: newSwitch,
    launched: (before?.launched ?? 0) + seen.launched,
    claimed: (before?.claimed ?? 0) + seen.claimed,
    probes: {
      launched: (before?.probes.launched ?? 0) + probes.launched,
      right: (before?.probes.right ?? 0) + probes.right,
      wrong: (before?.probes.wrong ?? 0) + probes.wrong,
    },
    generation,
  };
}

const total = (bins: BinCounts): number =>
  Object.values(bins).reduce((sum, [right, wrong]) => sum + right + wrong, 0);

function merged(old: BinCounts, decay: number, seen: BinCounts): BinCounts {
  const bins: BinCounts = {};
  for (const bin of new Set([...Object.keys(old), ...Object.keys(seen)])) {
    const [oldRight, oldWrong] = old[bin] ?? [0, 0];
    const [right, wrong] = seen[bin] ?? [0, 0];
    bins[bin] = [round(oldRight * decay + right), round(oldWrong * decay + wrong)];
  }
  return bins;
}

function withLatencies(latency: Profile['latency'], report: RunReport): Profile['latency'] {
  const next: Record<LatencyKind, Map<string, Profile['latency']['tool'][string]>> = {
    tool: new Map(Object.entries(latency.tool)),
    predictor: new Map(Object.entries(latency.predictor)),
    actor: new Map(Object.entries(latency.actor)),
  };
  for (const { kind, name, seconds } of report.latencies) {
    if (seconds.length > 0) next[kind].set(name, addSeconds(next[kind].get(name), seconds));
  }
  const kept = (kind: LatencyKind) =>
    Object.fromEntries(foremost([...next[kind]], MAX_NAMES, (sketch) => sketch.count));
  return { tool: kept('tool'), predictor: kept('predictor'), actor: kept('actor') };
}

function foremost<T>(
  entries: [string, T][],
  most: number,
  rank: (value: T, name: string) => number,
): [string, T][] {
  if (entries.length <= most) return entries;
  return entries.sort((left, right) => rank(right[1], right[0]) - rank(left[1], left[0])).slice(0, most);
}

/** Six digits are enough for a decayed count and keep profiles small. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;
