import { readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** Largest resident set that a process ever had, in megabytes of 10^6 bytes; undefined where there is no /proc. */
export async function peakMemoryMb(pid: number): Promise<number | undefined> {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(await readProc(`${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1e6;
}

/** Processor seconds that a process has used, user and system; undefined where there is no /proc. */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  return parseProcessorSeconds(await readProc(`${pid}/stat`));
}

/** Fields 14 and 15 of /proc/PID/stat (proc(5)); the name before them may hold blanks and brackets. */
export function parseProcessorSeconds(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return stat.includes(')') && Number.isFinite(user + system)
    ? (user + system) / TICKS_PER_SECOND
    : undefined;
}

/** Processor seconds that all programs of the machine have used since it started; undefined where there is no /proc. */
export async function machineBusySeconds(): Promise<number | undefined> {
  return parseMachineBusySeconds(await readProc('stat'));
}

/** First line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, … in ticks. */
export function parseMachineBusySeconds(stat: string): number | undefined {
  const line = /^cpu +(.*)$/m.exec(stat)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

async function readProc(file: string): Promise<string> {
  try {
    return await readFile(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
