import { plainLine } from '../plain-text';
import { money } from './accounts-lines';
import { secondsLeft, soFar, type BatchState, type RunningRun } from './batch-state';
import { counted } from '../counted';

const BAR_CHARS = 30;
const MIN_BAR_CHARS = 8;
const MAX_RUNNING_LINES = 20;
/** What a running task is doing is worth this much of a line, before its name is. */
const DOING_CHARS = 20;
const MIN_NAME_CHARS = 10;
/** Below this width, arms are named in short, and hits stand in the counts alone. */
const NARROW_COLUMNS = 60;

/**
 * The live screen of a batch: overall bar, counts by status, a line a running task. Pure; lines fit the width, and what
 * they are about stays on them: a narrow terminal has a shorter bar, shorter names and the counts on several lines.
 */
export function renderBatch(state: BatchState, screen: { nowMs: number; columns: number }): string {
  const width = Math.max(20, screen.columns - 1);
  const running = [...state.running.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const lines = [
    barLine(state, screen.nowMs, width),
    ...flow(counts(state), width),
    ...running.slice(0, MAX_RUNNING_LINES).map((run) => runningLine(run, screen.nowMs, width)),
    ...(running.length > MAX_RUNNING_LINES ? [`  and ${running.length - MAX_RUNNING_LINES} more`] : []),
    ...(state.lossy === undefined ? [] : [`LOSSY strategy ${state.lossy}`]),
    ...(state.stopping ? flow(STOPPING, width, '; ') : []),
  ];
  return lines.map((line) => plainLine(line, width)).join('\n');
}

const STOPPING = ['stopping: runs give their best answer so far', 'Ctrl-C again leaves at once'];

function barLine(state: BatchState, nowMs: number, width: number): string {
  const share = state.total === 0 ? 1 : state.finished / state.total;
  const left = secondsLeft(state, nowMs);
  const time = left === undefined ? '' : ` · ${duration(left)} left`;
  const rest = ` ${state.finished}/${state.total} · ${money(soFar(state).costUsd)}${time}`;
  const chars = Math.max(MIN_BAR_CHARS, Math.min(BAR_CHARS, width - 2 - rest.length));
  const full = Math.round(share * chars);
  return `[${'█'.repeat(full)}${'░'.repeat(chars - full)}]${rest}`;
}

function runningLine({ name, arm, startedAtMs, progress }: RunningRun, nowMs: number, width: number): string {
  const narrow = width < NARROW_COLUMNS;
  const hits = progress && progress.hits > 0 && !narrow ? ` · ${counted(progress.hits, 'hit')}` : '';
  const short = arm && narrow ? arm.replace('speculate', 'spec').replace('baseline', 'base') : arm;
  const middle = `${short ? ` · ${short}` : ''} ${((nowMs - startedAtMs) / 1000).toFixed(0)} s${hits} · `;
  const doing = plainLine(progress?.doing ?? 'starting');
  const room = width - 2 - middle.length - Math.min(doing.length, DOING_CHARS);
  return `· ${cutInside(plainLine(name), Math.max(MIN_NAME_CHARS, room))}${middle}${doing}`;
}

/** Names differ at their ends (`example_007`) or at their beginnings (ids): both stay. */
function cutInside(name: string, chars: number): string {
  const all = [...name];
  if (all.length <= chars) return name;
  const tail = Math.ceil((chars - 1) / 2);
  return `${all.slice(0, chars - 1 - tail).join('')}…${all.slice(-tail).join('')}`;
}

/** Parts on as many lines as the width asks for. */
function flow(parts: readonly string[], width: number, between = ' · '): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)}${between}${part}`;
    if (lines.length > 0 && longer.length <= width) lines.splice(-1, 1, longer);
    else lines.push(part);
  }
  return lines;
}

/** Counts by status, and the hits so far. */
function counts(state: BatchState): string[] {
  const { hits, acceptedAhead, hiddenSeconds } = soFar(state);
  return [
    ...Object.entries(state.verdicts).map(([word, count]) => `${count} ${word.toLowerCase()}`),
    `${state.running.size} running`,
    counted(hits, 'hit'),
    ...(acceptedAhead > 0 ? [`${acceptedAhead} accepted ahead`] : []),
    `${hiddenSeconds.toFixed(1)} s hidden`,
  ];
}

/** The line that stands for the screen where there is no terminal. Pure. */
export function statusLine(state: BatchState, nowMs: number): string {
  const left = secondsLeft(state, nowMs);
  const time = left === undefined ? '' : ` · ${duration(left)} left`;
  const lossy = state.lossy === undefined ? '' : ` · LOSSY strategy ${state.lossy}`;
  return `${state.finished}/${state.total} finished · ${counts(state).join(' · ')} · ${money(soFar(state).costUsd)}${time}${lossy}`;
}

/** Seconds as `45 s`, `12 min`, `3.5 h`. */
export function duration(value: number): string {
  if (value < 90) return `${Math.round(value)} s`;
  return value < 5400 ? `${Math.round(value / 60)} min` : `${(value / 3600).toFixed(1)} h`;
}
