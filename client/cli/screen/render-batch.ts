import { plainLine } from '../plain-text';
import { money } from './accounts-lines';
import { secondsLeft, soFar, type BatchState } from './batch-state';

const BAR_CHARS = 30;
const MAX_RUNNING_LINES = 20;

/** The live screen of a batch: overall bar, counts by status, a line a running task. Pure; lines fit the width. */
export function renderBatch(state: BatchState, screen: { nowMs: number; columns: number }): string {
  const fit = (line: string): string => plainLine(line, Math.max(20, screen.columns - 1));
  const running = [...state.running.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const lines = [
    barLine(state, screen.nowMs),
    countsLine(state),
    ...running.slice(0, MAX_RUNNING_LINES).map(({ label, startedAtMs, progress }) => {
      const secondsSoFar = `${((screen.nowMs - startedAtMs) / 1000).toFixed(0)} s`;
      const hits = progress && progress.hits > 0 ? ` · ${hitsText(progress.hits)}` : '';
      return `· ${label} ${secondsSoFar}${hits} · ${progress?.doing ?? 'starting'}`;
    }),
    ...(running.length > MAX_RUNNING_LINES ? [`  and ${running.length - MAX_RUNNING_LINES} more`] : []),
    ...(state.lossy === undefined ? [] : [`LOSSY strategy ${state.lossy}`]),
    ...(state.stopping ? ['stopping: runs give their best answer so far; Ctrl-C again leaves at once'] : []),
  ];
  return lines.map(fit).join('\n');
}

function barLine(state: BatchState, nowMs: number): string {
  const share = state.total === 0 ? 1 : state.finished / state.total;
  const full = Math.round(share * BAR_CHARS);
  const left = secondsLeft(state, nowMs);
  const time = left === undefined ? '' : ` · ${duration(left)} left`;
  return `[${'█'.repeat(full)}${'░'.repeat(BAR_CHARS - full)}] ${state.finished}/${state.total} · ${money(soFar(state).costUsd)}${time}`;
}

/** Counts by status, and the hits so far, on one line. Pure. */
export function countsLine(state: BatchState): string {
  const { hits, acceptedAhead, hiddenSeconds } = soFar(state);
  const counts = Object.entries(state.verdicts).map(([word, count]) => `${count} ${word.toLowerCase()}`);
  return [
    ...counts,
    `${state.running.size} running`,
    hitsText(hits),
    ...(acceptedAhead > 0 ? [`${acceptedAhead} accepted ahead`] : []),
    `${hiddenSeconds.toFixed(1)} s hidden`,
  ].join(' · ');
}

const hitsText = (hits: number): string => `${hits} hit${hits === 1 ? '' : 's'}`;

/** The line that stands for the screen where there is no terminal. Pure. */
export function statusLine(state: BatchState, nowMs: number): string {
  const left = secondsLeft(state, nowMs);
  const time = left === undefined ? '' : ` · ${duration(left)} left`;
  return `${state.finished}/${state.total} finished · ${countsLine(state)} · ${money(soFar(state).costUsd)}${time}`;
}

/** Seconds as `45 s`, `12 min`, `3.5 h`. */
export function duration(value: number): string {
  if (value < 90) return `${Math.round(value)} s`;
  return value < 5400 ? `${Math.round(value / 60)} min` : `${(value / 3600).toFixed(1)} h`;
}
