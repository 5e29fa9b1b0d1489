import type { HopParts } from './history/turn-times';

/** Average number of processor cores that a process kept busy. */
export interface ProcessorUse {
  name: string;
  cores: number;
}

/** Share of all cores from which on the machine itself is the limit. */
const MACHINE_FULL = 0.85;
/** Share of one core from which on a single-threaded program is the limit. */
const THREAD_FULL = 0.85;
const SINGLE_THREADED = 'simulated';

/**
 * What limits a burst of runs, by evidence: the machine's processors with those who use most of them (and what other
 * programs take), one full program, or waiting, with the longest part of a hop. `busy` are the cores that all programs
 * of the machine kept busy.
 */
export function nameLimit(input: {
  cores: number;
  busy: number | undefined;
  use: readonly ProcessorUse[];
  parts: HopParts;
}): string {
  const { cores, parts } = input;
  const use = [...input.use].sort((left, right) => right.cores - left.cores);
  const ours = use.reduce((sum, each) => sum + each.cores, 0);
  if (use.length === 0) return 'unknown (no /proc here)';
  const busy = Math.max(ours, input.busy ?? 0);
  const evidence = [
    `${busy.toFixed(2)} of ${cores} cores busy`,
    ...use.slice(0, 3).map(({ name, cores: used }) => `${name} ${used.toFixed(2)}`),
    `other programs ${(busy - ours).toFixed(2)}`,
  ].join(', ');
  if (busy >= MACHINE_FULL * cores) return `the processors (${evidence})`;
  const full = use.find(({ name, cores: used }) => name.startsWith(SINGLE_THREADED) && used >= THREAD_FULL);
  if (full) return `${full.name}, one thread (${evidence})`;
  const [longest, ms] = Object.entries(parts as unknown as Record<string, number>).reduce((most, part) =>
    part[1] > most[1] ? part : most,
  );
  return `waiting, longest in ${longest.replace(/Ms$/, '')} (${ms.toFixed(0)} ms; ${evidence})`;
}
