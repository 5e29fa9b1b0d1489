import type { Condition } from './variable';
import { SOURCE_KINDS, type Setting } from './setting';
import type { EnvironmentSetting } from './settings-from-environment';

/** All values that were given, with the rule which of them counts: flag, environment, `.env`, file. */
export class Settings {
  private readonly ranked: Setting[];

  constructor(settings: Setting[]) {
    // A stable sort: within one source the order of the table stays.
    this.ranked = settings.toSorted((a, b) => rank(a) - rank(b));
  }

  /** The settings whose condition holds. */
  where(holds: (condition: Condition) => boolean): Settings {
    return new Settings(this.ranked.filter((setting) => holdsFor(setting, holds)));
  }

  /** Values for a place, strongest first; within one source its own before one for all profiles. */
  all(...path: string[]): Setting[] {
    const found = this.ranked.filter((setting) => matches(setting.path, path));
    return found.toSorted((a, b) => rank(a) - rank(b) || Number(isGeneral(a)) - Number(isGeneral(b)));
  }

  pick(...path: string[]): Setting | undefined {
    return this.all(...path)[0];
  }

  /** Values for a place itself, not those for all profiles. */
  own(...path: string[]): Setting | undefined {
    return this.all(...path).find((setting) => !isGeneral(setting));
  }

  /** Settings below a place. */
  below(name: string): Setting[] {
    return this.ranked.filter((setting) => setting.path[0] === name);
  }

  /** Names that are stated directly below a place, such as profiles or tools. */
  namesBelow(name: string): string[] {
    return [...new Set(this.below(name).map((setting) => setting.path[1] ?? ''))].filter((n) => n !== '*');
  }
}

const rank = (setting: Setting): number => SOURCE_KINDS.indexOf(setting.source.kind);

export const isGeneral = (setting: Setting): boolean => setting.path.includes('*');

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length && pattern.every((part, index) => part === '*' || part === path[index])
  );
}

function holdsFor(setting: Setting, holds: (condition: Condition) => boolean): boolean {
  const only = (setting as Partial<EnvironmentSetting>).variable?.only;
  return only === undefined || holds(only);
}
