import type { BinCounts, HeldOutRecord, Profile, RunSkill } from '../../contracts/profile';
import { BIN_EDGES, binCentre, CALLING_TURN, countsOf, isTurn, WHOLE_TURN } from './bins';

/** Share of right predictions expected by bin; never falls from one bin to the next. */
export type CalibrationMap = readonly number[];

export interface CalibrationSettings {
  /** Observations that a level of the hierarchy is worth to the one below it. */
  priorStrength: number;
  /** What is believed of a raw probability before anything was seen, by the predictor's record neither: `trust · probability`. */
  trust: number;
  /** Probability that the truth lies below the lower bound. */
  risk: number;
}

export const CAUTIOUS: CalibrationSettings = { priorStrength: 4, trust: 0.5, risk: 0.1 };

/**
 * The most outcomes that a predictor's held-out record of a tool, and that of all its other tools, counts for: its
 * probabilities were checked, but on other runs than a deployment's; as many of these weigh as much.
 */
const RECORD_WORTH = 50;

/** What a run's predictions of other tools say about a tool. */
const OTHER_TOOLS_WEIGHT = 0.25;

const BINS = [...BIN_EDGES.keys()];

interface Level {
  right: number[];
  wrong: number[];
}

interface Weighted {
  bins: BinCounts;
  weight?: number;
}

/** Held-out outcomes at what they are worth, all of them together. */
export function recorded(record: readonly BinCounts[]): Weighted[] {
  const total = outcomesIn(record.map((bins) => ({ bins })));
  const weight = Math.min(1, RECORD_WORTH / Math.max(total, 1));
  return record.map((bins) => ({ bins, weight }));
}

function levelOf(skills: readonly Weighted[]): Level {
  const sum = (which: 0 | 1): number[] =>
    BINS.map((bin) =>
      skills.reduce((total, { bins, weight = 1 }) => total + weight * countsOf(bins, bin)[which], 0),
    );
  return { right: sum(0), wrong: sum(1) };
}

/** No record moves the log odds further than this; halved 50 times it is 5e-14. */
const FURTHEST_SHIFT = 30;

/**
 * Odds of the whole map moved by what came, all bins together: a few outcomes teach something about every bin. The shift
 * δ of the log odds is the likeliest one (recalibration in the large; Cox, 1958) under a prior of `strength` right and
 * `strength` wrong outcomes at even odds, the root of Σ right − Σ n·σ(logit(map) + δ): one more right outcome never
 * lowers it, one more wrong one never raises it.
 */
function shifted(map: CalibrationMap, { right, wrong }: Level, strength: number): CalibrationMap {
  const rows = BINS.map((bin) => ({
    odds: oddsOf(map[bin] ?? 0),
    count: (right[bin] ?? 0) + (wrong[bin] ?? 0),
  })).filter(({ count }) => count > 0);
  if (rows.length === 0) return map;
  rows.push({ odds: 1, count: 2 * strength });
  const hits = strength + right.reduce((sum, count) => sum + count, 0);
  let [low, high] = [-FURTHEST_SHIFT, FURTHEST_SHIFT];
  for (let halving = 0; halving < 50; halving += 1) {
    const delta = (low + high) / 2;
    const factor = Math.exp(delta);
    const expected = rows.reduce((sum, { odds, count }) => sum + count * meanOf(odds * factor), 0);
    if (expected < hits) low = delta;
    else high = delta;
  }
  const factor = Math.exp((low + high) / 2);
  return map.map((mean) => meanOf(oddsOf(mean) * factor));
}

const oddsOf = (mean: number): number => mean / Math.max(1 - mean, 1e-9);
const meanOf = (odds: number): number => odds / (1 + odds);

/** Posterior means of the bins, each a Beta whose prior is the map so far, made monotone. */
function refined(map: CalibrationMap, { right, wrong }: Level, strength: number): CalibrationMap {
  const weights = BINS.map((bin) => strength + (right[bin] ?? 0) + (wrong[bin] ?? 0));
  const means = BINS.map(
    (bin) => (strength * (map[bin] ?? 0) + (right[bin] ?? 0)) / (weights[bin] ?? strength),
  );
  return monotone(means, weights);
}

/** Isotonic regression: neighbours that fall are pooled (pool adjacent violators; Ayer and others, 1955). */
export function monotone(values: readonly number[], weights: readonly number[]): number[] {
  const blocks: { value: number; weight: number; size: number }[] = [];
  for (const [index, value] of values.entries()) {
    let block = { value, weight: weights[index] ?? 1, size: 1 };
    for (let last = blocks.at(-1); last && last.value > block.value; last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + block.weight;
      const pooled = (last.value * last.weight + block.value * block.weight) / weight;
      block = { value: pooled, weight, size: last.size + block.size };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ value, size }) => Array.from({ length: size }, () => value));
}

export interface Question {
  predictor: string;
  tool: string;
  /** What this run has seen so far. */
  run?: readonly RunSkill[];
  /** The predictor's own held-out record. */
  record?: HeldOutRecord;
}

/** What is known of a predictor's predictions of a tool, by bin. */
export interface Knowledge {
  map: CalibrationMap;
  /** Outcomes of the tool's own predictions that speak about a bin; those of neighbouring bins count in part. */
  observations: readonly number[];
  /** Outcomes of the predictor's that the estimate rests on, whatever the tool. */
  known: number;
  /** Those of the tool itself. */
  own: number;
}

/**
 * Three levels, each the prior of the next: what the predictor says itself (half of it where nobody has measured that),
 * its other tools, the tool itself; a held-out record counts in the last two like outcomes of the deployment. Within a
 * run its own outcomes move the odds once more.
 */
export function knowledge(
  profile: Profile | undefined,
  question: Question,
  { priorStrength, trust }: CalibrationSettings = CAUTIOUS,
): Knowledge {
  const { predictor, tool } = question;
  const skills = own(profile?.predictors, predictor) ?? {};
  const isOther = ([name]: [string, unknown]): boolean => isKindred(name, tool);
  const others: Weighted[] = Object.entries(skills)
    .filter(isOther)
    .map(([, skill]) => skill);
  const mine: Weighted[] = [own(skills, tool)].filter((skill) => skill !== undefined);
  const { record = {} } = question;
  const heldOut = {
    others: recorded(
      Object.entries(record)
        .filter(isOther)
        .map(([, bins]) => bins),
    ),
    mine: recorded([own(record, tool)].filter((bins) => bins !== undefined)),
  };
  others.push(...heldOut.others);
  mine.push(...heldOut.mine);
  // Whose probabilities were measured on held-out tasks is taken at its word first, and then corrected by them.
  const isMeasured = outcomesIn([...heldOut.others, ...heldOut.mine]) > 0;
  let map: CalibrationMap = BINS.map((bin) => (isMeasured ? 1 : trust) * binCentre(bin));
  for (const level of [levelOf(others), levelOf(mine)]) {
    map = refined(shifted(map, level, priorStrength), level, priorStrength);
  }
  const inRun = (question.run ?? []).filter(
    (skill) => skill.predictor === predictor && (skill.tool === tool || isKindred(skill.tool, tool)),
  );
  const weighted = inRun.map(({ bins, tool: name }) => ({
    bins,
    weight: name === tool ? 1 : OTHER_TOOLS_WEIGHT,
  }));
  if (weighted.length > 0) map = shifted(map, levelOf(weighted), priorStrength);
  const seen = levelOf([...mine, ...inRun.filter((skill) => skill.tool === tool)]);
  const count = (bin: number): number => (seen.right[bin] ?? 0) + (seen.wrong[bin] ?? 0);
  const observations = BINS.map((bin) =>
    BINS.reduce((total, other) => total + count(other) * 2 ** -Math.abs(bin - other), 0),
  );
  return { map, observations, known: outcomesIn([...others, ...mine, ...weighted]), own: outcomesIn(mine) };
}

function outcomesIn(skills: readonly Weighted[]): number {
  const { right, wrong } = outcomesOf(skills);
  return right + wrong;
}

/** Right and wrong outcomes of all bins together, at their weights. */
export function outcomesOf(skills: readonly Weighted[]): { right: number; wrong: number } {
  let [right, wrong] = [0, 0];
  for (const { bins, weight = 1 } of skills)
    for (const [hits, misses] of Object.values(bins)) {
      right += weight * hits;
      wrong += weight * misses;
    }
  return { right, wrong };
}

/** What tells something of a tool besides its own outcomes: other tools; of turns that call, all turns. */
function isKindred(name: string, tool: string): boolean {
  if (tool === CALLING_TURN) return name === WHOLE_TURN;
  return name !== tool && !isTurn(name) && !isTurn(tool);
}

function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
