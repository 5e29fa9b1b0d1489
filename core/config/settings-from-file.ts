import { didYouMean } from './did-you-mean';
import { shown } from './expectation';
import type { ConfigProblem } from './problem';
import { placeAt, type ConfigPath } from './schema-at';
import { readValue, type Setting } from './setting';

/** Content of a configuration file after JSON.parse, and its path for messages. */
export interface ConfigFileContent {
  path: string;
  content: unknown;
}

const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Every value that the file states, and everything that is wrong with it. Sound values are kept beside wrong ones. */
export function settingsFromFile(file: ConfigFileContent): {
  settings: Setting[];
  problems: ConfigProblem[];
} {
  const settings: Setting[] = [];
  const problems: ConfigProblem[] = [];
  const where = (path: ConfigPath): string => (path.length ? `${file.path}: ${path.join('.')}` : file.path);

  const visit = (path: ConfigPath, value: unknown): void => {
    const place = placeAt(path);
    if (!place) problems.push(unknownKey(path, where(path)));
    else if (path[0] === 'models' && path.length === 2 && !PROFILE_NAME.test(path[1] ?? '')) {
      const remedy = 'Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.';
      problems.push({ where: where(path), problem: 'is no name for a profile', remedy });
    } else if (place.kind === 'value') {
      const read = readValue(path, value, where(path), 'typed');
      if (read.ok) settings.push({ path, value: read.value, source: { kind: 'file', name: where(path) } });
      else problems.push(read.problem);
    } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const remedy = 'Give an object in braces, or leave it out.';
      problems.push({ where: where(path), problem: `${shown(value)} is not an object`, remedy });
    } else {
      for (const [name, inner] of Object.entries(value)) visit([...path, name], inner);
    }
  };
  visit([], file.content);
  return { settings: settings.filter(({ path }) => path[0] !== '$schema'), problems };
}

function unknownKey(path: ConfigPath, where: string): ConfigProblem {
  const parent = placeAt(path.slice(0, -1));
  const known = (parent?.kind === 'group' && parent.names) || [];
  const meant = didYouMean(path.at(-1) ?? '', known);
  const list = `Known here: ${known.join(', ')}.`;
  return { where, problem: 'is not a setting', remedy: meant ? `Did you mean ${meant}? ${list}` : list };
}
