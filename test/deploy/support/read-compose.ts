import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { interpolate, type UsedVariable } from './interpolate';

export const repoRoot = path.resolve(__dirname, '../../..');

export interface ComposeService {
  image: string;
  build?: { context: string };
  command?: string[];
  container_name?: string;
  depends_on?: Record<string, { condition: string }>;
  deploy?: { resources: { reservations: { devices: { device_ids: string[] }[] } } };
  entrypoint?: string[];
  env_file?: { path: string; required: boolean }[];
  environment?: Record<string, string>;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  profiles?: string[];
  restart?: string;
  security_opt?: string[];
  stop_grace_period?: string;
  volumes?: string[];
}

export interface Compose {
  name?: string;
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
}

export const readText = (file: string): string => readFileSync(path.join(repoRoot, file), 'utf8');

/** A compose file with its aliases and merges resolved and its variables filled in. */
export function readCompose(file: string, values: Record<string, string | undefined>): Compose {
  return fill(parse(readText(file), { merge: true }), (text) => interpolate(text, values)) as Compose;
}

/** Every variable that a compose file uses, by name; those of defaults of others included. */
export function usedVariables(file: string): Map<string, UsedVariable> {
  const used = new Map<string, UsedVariable>();
  const anything = new Proxy({}, { get: () => 'x' });
  fill(parse(readText(file), { merge: true }), (text) =>
    interpolate(text, anything, (variable) => used.set(variable.name, variable)),
  );
  return used;
}

/** Names of a file of `#NAME=value` and `NAME=value` lines. */
export const variablesOf = (file: string): string[] =>
  [...readText(file).matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);

function fill(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((inner) => fill(inner, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, text)]));
}
