import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';
import type { Latency } from './script';

const DIGITS = 12;

/** A number in [0, 1) that depends on nothing but its parts. */
export function chance(...parts: (string | number)[]): number {
  return Number.parseInt(sha256Hex(canonicalJson(parts)).slice(0, DIGITS), 16) / 16 ** DIGITS;
}

/** A latency in milliseconds, drawn by `parts` (Box-Muller for the lognormal). */
export function drawLatencyMs(latency: Latency, ...parts: (string | number)[]): number {
  if ('fixedMs' in latency) return latency.fixedMs;
  const radius = Math.sqrt(-2 * Math.log(1 - chance('radius', ...parts)));
  const normal = radius * Math.cos(2 * Math.PI * chance('angle', ...parts));
  const sigma = Math.log(latency.p90Ms / latency.p50Ms) / 1.2816;
  return Math.exp(Math.log(latency.p50Ms) + sigma * normal);
}
