import { LATENCY_KINDS, type Profile, type Skill } from '../../../contracts/profile';
import { latency } from '../../../core/calibration/latency';
import type { StandingProfile } from '../../../store/profiles';
import { plainLine } from '../plain-text';
import { counted } from '../counted';

/** A profile as a table: predictors by tool, then latencies. Counts are decayed: what was learned long ago weighs less. */
export function profileLines({ version, profile }: StandingProfile): string[] {
  const { added } = profile;
  const learned =
    added?.kind === 'reset'
      ? `nothing learned since it was reset on ${plainLine(added.at, 30)}`
      : learnedFrom(profile);
  return [
    `${plainLine(profile.name)}: ${learned}, version ${version.slice(0, 12)}`,
    ...skillLines(profile),
    ...latencyLines(profile),
  ];
}

/** How many runs a profile was learned from, in words. */
export const learnedFrom = ({ runs }: Pick<Profile, 'runs'>): string =>
  `learned from ${counted(runs, 'run')}`;

function skillLines({ predictors }: Profile): string[] {
  const rows = Object.entries(predictors).flatMap(([predictor, skills]) =>
    Object.entries(skills).map(([tool, skill]) => skillRow(predictor, tool, skill)),
  );
  if (rows.length === 0) return [];
  return [
    '',
    ...table([['predictor', 'tool', 'predictions', 'right', 'executed', 'used', 'switch'], ...rows]),
  ];
}

/** How rows that are no tool's are called (docs/learning-online.md). */
const TURNS: ReadonlyMap<string, string> = new Map([
  ['@turn', '(whole turn)'],
  ['@calls', '(whole turn that calls)'],
]);

function skillRow(predictor: string, tool: string, skill: Skill): string[] {
  const counts = Object.values(skill.bins);
  const right = counts.reduce((sum, [hits]) => sum + hits, 0);
  const all = counts.reduce((sum, [hits, misses]) => sum + hits + misses, 0);
  const { tripped, trips } = skill.switch;
  const { launched } = skill.probes;
  const state = `${tripped ? 'off' : 'on'}${trips > 0 ? `, tripped ${trips} times` : ''}${launched > 0 ? `, ${launched} probes` : ''}`;
  return [
    plainLine(predictor, 40),
    TURNS.get(tool) ?? plainLine(tool, 40),
    all.toFixed(1),
    all > 0 ? `${((100 * right) / all).toFixed(0)} %` : '',
    String(skill.launched),
    String(skill.claimed),
    state,
  ];
}

function latencyLines(profile: Profile): string[] {
  const rows = LATENCY_KINDS.flatMap((kind) =>
    Object.keys(profile.latency[kind]).flatMap((name) => {
      const found = latency(profile, kind, name);
      if (!found) return [];
      const { observations, p50, p95 } = found;
      return [[kind, plainLine(name, 40), observations.toFixed(1), seconds(p50), seconds(p95)]];
    }),
  );
  return rows.length === 0 ? [] : ['', ...table([['seconds of', 'name', 'samples', 'p50', 'p95'], ...rows])];
}

const seconds = (value: number): string => value.toPrecision(2);

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
