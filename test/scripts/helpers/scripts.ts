import path from 'node:path';
import type * as temporal from '../../../scripts/temporal/index.mjs';

export const repoRoot = path.resolve(__dirname, '../../..');

/** Imports a module of scripts/ by its path there; those are plain Node, so the test states the type. */
export const importScript = async <T>(file: string): Promise<T> =>
  (await import(path.join(repoRoot, 'scripts', file))) as T;

export type TemporalScripts = typeof temporal;

export const importTemporal = (): Promise<TemporalScripts> => importScript('temporal/index.mjs');
