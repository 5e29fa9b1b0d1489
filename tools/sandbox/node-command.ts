import type { Launch, SandboxLanguage } from './sandbox-types';

/** What Node and pyodide hold for themselves, measured as private writable memory: 150 MB idle, 250 MB at work. */
export const RUNTIME_MB = 256;

/** Descriptors, processes (threads count) and the largest file of a program. */
export const OPEN_FILES = 256;
export const PROCESSES = 64;
export const SCRATCH_MB = 16;

/** Newer Nodes know `--permission`, Node 20 its older name; both do the same. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/**
 * Node's arguments for a child: no reading but of the folders seen, no writing but to scratch, no processes, threads,
 * addons, WASI or inspector (all denied by the permission model unless allowed).
 */
export function nodeArguments(
  seen: Launch['seen'],
  input: { language: SandboxLanguage; memoryMb: number },
): string[] {
  const readable = [seen.app, seen.pyodide, seen.wheels, seen.task, seen.snapshot, seen.scratch];
  return [
    PERMISSION,
    ...readable.filter((path) => path !== undefined).map((path) => `--allow-fs-read=${path}/`),
    ...(seen.scratch === undefined ? [] : [`--allow-fs-write=${seen.scratch}/`]),
    '--no-addons',
    '--no-warnings',
    `--max-old-space-size=${input.memoryMb}`,
    `${seen.app}/${input.language}.mjs`,
  ];
}

/** Largest private writable memory in KiB. The address space cannot be limited: V8 reserves many GB for wasm. */
export function dataLimitKib(memoryMb: number): number {
  return (memoryMb + RUNTIME_MB) * 1024;
}
