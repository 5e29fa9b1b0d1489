import { didYouMean } from './did-you-mean';
import type { ConfigProblem } from './problem';
import { readValue, type Setting } from './setting';
import type { Variable } from './variable';
import { VARIABLES } from './variables';

/** Environment as processes have it; undefined and empty mean not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting with the row of the table that it came by. */
export interface EnvironmentSetting extends Setting {
  variable: Variable;
}

const OWN_PREFIX = /^(FORERUN|GAIA)_/;

/** The settings of one environment, in the table's order, and what is wrong with its variables. */
export function settingsFromEnvironment(
  environment: Environment,
  kind: 'environment' | '.env',
): { settings: EnvironmentSetting[]; problems: ConfigProblem[] } {
  const settings: EnvironmentSetting[] = [];
  const problems: ConfigProblem[] = misspelled(environment);
  for (const variable of VARIABLES) {
    const text = environment[variable.name]?.trim();
    if (!text) continue;
    const path = variable.path.split('.');
    const read = readValue(path, text, variable.name, 'text');
    if (!read.ok) problems.push(read.problem);
    else {
      const value = variable.negated ? !read.value : read.value;
      settings.push({ path, value, source: { kind, name: variable.name }, variable });
    }
  }
  return { settings, problems };
}

/** Only names that are nearly one of ours: other programs and scripts may use the prefix too. */
function misspelled(environment: Environment): ConfigProblem[] {
  const names = VARIABLES.map((variable) => variable.name);
  const known = new Set(names);
  return Object.keys(environment)
    .filter((name) => OWN_PREFIX.test(name) && !known.has(name))
    .flatMap((name) => {
      const meant = didYouMean(name, names);
      if (!meant || Math.abs(meant.length - name.length) > 2) return [];
      const remedy = `Did you mean ${meant}? Rename or unset it.`;
      return [{ where: name, problem: 'there is no such variable', remedy }];
    });
}
