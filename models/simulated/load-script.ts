import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { ForerunError, messageOf } from '../../contracts/errors';
import { parseScript } from './parse-script';
import type { SimulationScript } from './script';

/** Reads a script from a JSON or YAML file. Throws ForerunError `script_missing` or `script_invalid`. */
export async function loadScript(path: string): Promise<SimulationScript> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ForerunError({
      code: 'script_missing',
      blame: 'user',
      message: `Simulation script ${path} cannot be read: ${error.message}`,
      remedy: 'Name a JSON or YAML file that exists.',
    });
  });
  return parseScript(parseText(text, path), `Simulation script ${path}`);
}

/** JSON is YAML, so one parser serves both. */
function parseText(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ForerunError({
      code: 'script_invalid',
      blame: 'user',
      message: `Simulation script ${path} is neither JSON nor YAML: ${messageOf(error)}`,
      remedy: 'Correct the file at the named line.',
    });
  }
}
